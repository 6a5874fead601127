import { bigint, index, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** What people and programs noted on the time axis, such as a deploy. */
export const annotations = pgTable(
  "annotations",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    /** When it happened, which may be before it was noted. */
    at: timestamp("at", { withTimezone: true }).notNull(),
    text: text().notNull(),
    /** A row of `principals`. */
    principalId: integer("principal_id").notNull(),
  },
  (t) => [index("annotations_at").on(t.at)],
);
