import { jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** What any process found last when it asked an application of redrive.yaml, so that all of them judge by the same. */
export const applicationReadings = pgTable("application_readings", {
  name: text().primaryKey(),
  /** Of its database; null: nobody has read it yet. */
  readAt: timestamp("read_at", { withTimezone: true }),
  reading: jsonb(),
  /** Of its evidence endpoint; null: nobody has asked it yet. `evidence_why`: why it gave no answer; null: it gave one. */
  evidenceAt: timestamp("evidence_at", { withTimezone: true }),
  evidenceWhy: text("evidence_why"),
});
