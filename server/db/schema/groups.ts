import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, pgEnum, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { categories, verdicts } from "../../failures/failure.ts";
import { messageState } from "./messages.ts";
import { queues } from "./queues.ts";

export const category = pgEnum("category", categories);
export const verdict = pgEnum("verdict", verdicts);
/** new, ongoing, escalating and regressed are read from the counters; these are what a person has set. */
export const groupTriage = pgEnum("group_triage", ["open", "acknowledged", "muted", "closed"]);

/**
 * Messages that share a fingerprint. The id is the first 52 bits of the fingerprint, so that a link lasts through rebuilds.
 * The group carries the dimensions (queue, verdict, category, error, downstream): a filter is a set of group ids.
 */
export const groups = pgTable(
  "groups",
  {
    id: bigint({ mode: "number" }).primaryKey(),
    fingerprint: text().notNull().unique(),
    queueId: integer("queue_id")
      .notNull()
      .references(() => queues.id),
    verdict: verdict().notNull(),
    category: category().notNull(),
    evidence: text().array().notNull(),
    title: text().notNull(),
    errorType: text("error_type"),
    errorText: text("error_text"),
    frame: text(),
    downstream: text(),
    /** The queue, on a log the topic, that its messages name. */
    origin: text(),
    /** The part of the origin that says most, with its kind: "queue orders", "exchange shop; queue not carried". */
    originWords: text("origin_words"),
    /** The message that speaks for the group did not die before: its death, or as much of it as is known. null: nothing. */
    spokenFrom: timestamp("spoken_from", { withTimezone: true }),
    /** The first `sort_at` of its messages, and the last one. */
    firstSeenAt: timestamp("first_seen_at", { withTimezone: true }).notNull(),
    lastSeenAt: timestamp("last_seen_at", { withTimezone: true }).notNull(),
    /** When capture stored its first message, by the database's clock; null: before this was noted, or the group came of deriving messages again, which is no news. */
    foundAt: timestamp("found_at", { withTimezone: true }),
    /** That is a death; false: the capture of a message whose death is not known. */
    firstDeathKnown: boolean("first_death_known").notNull().default(false),
    lastDeathKnown: boolean("last_death_known").notNull().default(false),
    triage: groupTriage().notNull().default("open"),
    /** A row of `principals`. */
    triagedBy: integer("triaged_by"),
    triagedAt: timestamp("triaged_at", { withTimezone: true }),
    mutedUntil: timestamp("muted_until", { withTimezone: true }),
    assignee: text(),
    note: text(),
  },
  (t) => [
    index("groups_queue").on(t.queueId),
    index("groups_error_type").on(t.errorType),
    index("groups_found").on(t.foundAt).where(sql`found_at is not null`),
  ],
);

/** Messages by state, group, event type and hour of `sort_at`, of the last two days. Kept in the transaction that inserts or moves messages. */
export const hourCounts = pgTable(
  "hour_counts",
  {
    state: messageState().notNull(),
    groupId: bigint("group_id", { mode: "number" }).notNull(),
    eventType: text("event_type").notNull(),
    hour: timestamp({ withTimezone: true }).notNull(),
    n: integer().notNull(),
    /** Of those, whose death is known: the others are counted when they were captured. */
    known: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.state, t.groupId, t.eventType, t.hour] }), index("hour_counts_hour").on(t.hour)],
);

/** The same by day (UTC), of all days: facets over all time read a few thousand rows. */
export const dayCounts = pgTable(
  "day_counts",
  {
    state: messageState().notNull(),
    groupId: bigint("group_id", { mode: "number" }).notNull(),
    eventType: text("event_type").notNull(),
    day: timestamp({ withTimezone: true }).notNull(),
    n: integer().notNull(),
    known: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.state, t.groupId, t.eventType, t.day] }), index("day_counts_day").on(t.day)],
);

/** Arrivals per minute of `sort_at`, of the last days; never taken back, so the chart shows what happened and not what is left. */
export const minuteArrivals = pgTable(
  "minute_arrivals",
  {
    minute: timestamp({ withTimezone: true }).notNull(),
    groupId: bigint("group_id", { mode: "number" }).notNull(),
    n: integer().notNull(),
    known: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.minute, t.groupId] })],
);

/** The same per hour, of the last week: what charts of a day and a week sum up. A row holds both half-hours, because sparklines show those. */
export const hourArrivals = pgTable(
  "hour_arrivals",
  {
    groupId: bigint("group_id", { mode: "number" }).notNull(),
    hour: timestamp({ withTimezone: true }).notNull(),
    /** In its first half-hour. */
    early: integer().notNull(),
    /** In its second half-hour. */
    late: integer().notNull(),
    earlyKnown: integer("early_known").notNull().default(0),
    lateKnown: integer("late_known").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.groupId, t.hour] })],
);
