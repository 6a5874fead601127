import type { Place } from "../../access/permissions.ts";
import { bigint, index, integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Who did what, when, from where; written in the transaction of the act. Never holds payloads. */
export const audit = pgTable(
  "audit",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: timestamp({ withTimezone: true }).notNull(),
    principalId: integer("principal_id").notNull(),
    /** Rows of one act share it; rows of a message's history name it. */
    operationId: bigint("operation_id", { mode: "number" }).notNull(),
    address: text(),
    /** A permission name: "replay.start". */
    permission: text().notNull(),
    /** "allowed", "refused" or "failed". */
    result: text().notNull(),
    /** What it was done to: "replay 12", "message 7". */
    subject: text().notNull(),
    reason: text(),
    data: jsonb(),
    /** The queues that it was done in; null: in none in particular, or nobody knows where. */
    places: jsonb().$type<readonly Place[]>(),
  },
  (t) => [index("audit_at").on(t.at, t.id), index("audit_operation").on(t.operationId)],
);
