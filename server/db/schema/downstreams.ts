import { bigint, index, jsonb, pgEnum, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { downstreamStates, type Reading } from "../../downstreams/reading.ts";

export const downstreamState = pgEnum("downstream_state", downstreamStates);
/** Whose word it is: what the downstream's own breakers report, or what Redrive sees of its messages. */
export const breakerVoice = pgEnum("breaker_voice", ["reported", "own"]);

/** One source of readings of a downstream: when it is asked next, and what it said last. Rows are claimed, so that workers share them. */
export const breakerPolls = pgTable(
  "breaker_polls",
  {
    downstream: text().notNull(),
    /** Equal for equal settings of redrive.yaml; "push" is what programs tell. */
    key: text().notNull(),
    nextAt: timestamp("next_at", { withTimezone: true }).notNull(),
    /** A worker asks until then at the latest. */
    heldUntil: timestamp("held_until", { withTimezone: true }),
    /** What was read last; null: never. */
    readAt: timestamp("read_at", { withTimezone: true }),
    readings: jsonb().$type<readonly Reading[]>().notNull().default([]),
  },
  (t) => [primaryKey({ columns: [t.downstream, t.key] }), index("breaker_polls_next").on(t.nextAt)],
);

/** What is said of a downstream now, by each voice. */
export const downstreams = pgTable(
  "downstreams",
  {
    name: text().notNull(),
    voice: breakerVoice().notNull(),
    state: downstreamState().notNull(),
    since: timestamp({ withTimezone: true }).notNull(),
    /** When it was last seen open or half-open; null: never. */
    troubleAt: timestamp("trouble_at", { withTimezone: true }),
    /** What Redrive's own reading rests on; null: another voice. */
    words: text(),
    /** When its readings were last judged. */
    judgedAt: timestamp("judged_at", { withTimezone: true }).notNull(),
    /** When a half-open one was last sent a few messages; null: never. */
    trickledAt: timestamp("trickled_at", { withTimezone: true }),
  },
  (t) => [primaryKey({ columns: [t.name, t.voice] })],
);

/** Append-only: how the state of a downstream went. */
export const breakerTransitions = pgTable(
  "breaker_transitions",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    downstream: text().notNull(),
    voice: breakerVoice().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    /** null: it was not known before. */
    from: downstreamState("from_state"),
    to: downstreamState("to_state").notNull(),
    /** The readings that it rests on. */
    because: jsonb().$type<readonly Reading[]>().notNull(),
  },
  (t) => [index("breaker_transitions_at").on(t.downstream, t.at)],
);
