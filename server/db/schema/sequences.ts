import { bigint, index, integer, pgEnum, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** blocked: the number that others wait for is poison. gap: it is dead, or nobody knows where it is. stale: a later number was processed already. */
export const sequenceTrouble = pgEnum("sequence_trouble", ["blocked", "gap", "stale"]);

/** Keys with trouble in the order of their numbers, as workers judged them last. Who asks for one judges it again. */
export const sequenceKeys = pgTable(
  "sequence_keys",
  {
    queueId: integer("queue_id").notNull(),
    eventKey: text("event_key").notNull(),
    trouble: sequenceTrouble().notNull(),
    /** Messages of this queue that wait, or that are stale. */
    messages: integer().notNull(),
    /** The number that they wait for; null: stale. Read it as text. */
    waitsFor: bigint("waits_for", { mode: "bigint" }),
    /** Where that number stands, which may be another queue of the same consumer; null: nowhere that is known. */
    frontQueueId: integer("front_queue_id"),
    since: timestamp({ withTimezone: true }).notNull(),
    judgedAt: timestamp("judged_at", { withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.queueId, t.eventKey] }), index("sequence_keys_trouble").on(t.trouble, t.since, t.queueId, t.eventKey)],
);
