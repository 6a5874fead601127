import { bigint, boolean, integer, jsonb, pgEnum, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import { positionText } from "./position-text.ts";
import type { FoundQueue, TopologyWarning } from "../../sources/port.ts";

export const captureMode = pgEnum("capture_mode", ["take", "mirror", "watch"]);
/** `watching` also stands in for a take that preflight refused: `capture_reason` says why. */
export const captureState = pgEnum("capture_state", ["starting", "running", "paused", "watching", "failed", "unwatched"]);

/** Every queue that is configured or was found. `watched` false: found, not configured. */
export const queues = pgTable(
  "queues",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    source: text().notNull(),
    name: text().notNull(),
    type: text(),
    /** As the broker showed it last; null: it was never seen, or is gone. */
    role: text().$type<FoundQueue["role"]>(),
    watched: boolean().notNull(),
    mode: captureMode(),
    state: captureState().notNull(),
    /** Why capture is paused, refused or failed, in words. */
    stateReason: text("state_reason"),
    /** The command that mends it, when there is one. */
    stateMend: text("state_mend"),
    stateSince: timestamp("state_since", { withTimezone: true }).notNull().defaultNow(),
    /** Whose wish it is that capture rests (a row of `principals`); the collector obeys it. */
    pausedBy: integer("paused_by"),
    pauseReason: text("pause_reason"),
    origins: text().array(),
    warnings: jsonb().$type<TopologyWarning[]>().notNull().default([]),
    /** null is unknown. Depth counts what is still in the broker. */
    ready: integer(),
    oldestAt: timestamp("oldest_at", { withTimezone: true }),
    expiresAt: timestamp("expires_at", { withTimezone: true }),
    depthAt: timestamp("depth_at", { withTimezone: true }),
    /** So many messages somebody else held of a queue that Redrive takes from, when that was seen last; null: never. */
    others: integer(),
    othersAt: timestamp("others_at", { withTimezone: true }),
    /** Last time that messages were stored which the broker may have handed out before. */
    redeliveredAt: timestamp("redelivered_at", { withTimezone: true }),
    lastCapturedAt: timestamp("last_captured_at", { withTimezone: true }),
    /** Last time the collector heard from the broker about this queue, empty or not. */
    aliveAt: timestamp("alive_at", { withTimezone: true }),
  },
  (t) => [uniqueIndex("queues_source_name").on(t.source, t.name)],
);

export const sourceState = pgEnum("source_state", ["connecting", "connected", "failed"]);

/** One row per configured source: what the worker last knew of it. */
export const sources = pgTable("sources", {
  name: text().primaryKey(),
  kind: text().notNull(),
  product: text(),
  state: sourceState().notNull(),
  since: timestamp({ withTimezone: true }).notNull().defaultNow(),
  lastSuccessAt: timestamp("last_success_at", { withTimezone: true }),
  lastErrorAt: timestamp("last_error_at", { withTimezone: true }),
  lastError: text("last_error"),
});

/** Depth over time, one row a sample; old ones are swept. */
export const queueDepths = pgTable(
  "queue_depths",
  {
    queueId: integer("queue_id")
      .notNull()
      .references(() => queues.id, { onDelete: "cascade" }),
    at: timestamp({ withTimezone: true }).notNull(),
    ready: integer(),
  },
  (t) => [primaryKey({ columns: [t.queueId, t.at] })],
);

/** What capture could never read: positions of a part that had gone when it came for them. Told once; kept for the record. */
export const queueGaps = pgTable(
  "queue_gaps",
  {
    queueId: integer("queue_id")
      .notNull()
      .references(() => queues.id, { onDelete: "cascade" }),
    part: positionText().notNull(),
    fromAt: positionText("from_at").notNull(),
    /** null: the log was recreated, and what the old one still held is not known. */
    toAt: positionText("to_at"),
    /** Messages that expired there, at most; 0 where it is not known. */
    lost: bigint({ mode: "number" }).notNull(),
    noticedAt: timestamp("noticed_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.queueId, t.part, t.fromAt] })],
);

/** How far this database has read a log, part by part. It says where capture goes on; a broker's memory of it may be older, newer or gone. */
export const logPositions = pgTable(
  "log_positions",
  {
    queueId: integer("queue_id")
      .notNull()
      .references(() => queues.id, { onDelete: "cascade" }),
    part: positionText().notNull(),
    /** The first position still to be read; null: the part is to be read from its first record on. */
    nextAt: positionText("next_at"),
    /** The record that was read last. */
    lastAt: positionText("last_at"),
    mark: positionText(),
    /** No record before this position is here; null: all that could be read are. */
    sinceAt: positionText("since_at"),
    /** Records before `since_at` that the log had when reading began, at most. */
    missing: bigint({ mode: "number" }).notNull().default(0),
    /** Records that were read again because the broker counted them as read and they were not here, at most. */
    again: bigint({ mode: "number" }).notNull().default(0),
    /** When `missing` or `again` was noticed. */
    noticedAt: timestamp("noticed_at", { withTimezone: true }),
    /** Raised when the log is to be read again: what is still being stored of the reading before does not move the position. */
    epoch: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.queueId, t.part] })],
);

/** Workers that were heard within a day; `process/heartbeat.ts` says when one is dead. */
export const workers = pgTable("workers", {
  id: text().primaryKey(),
  host: text().notNull(),
  pid: integer().notNull(),
  startedAt: timestamp("started_at", { withTimezone: true }).notNull(),
  beatAt: timestamp("beat_at", { withTimezone: true }).notNull(),
  /** Since when its beats follow each other without a gap. */
  steadySince: timestamp("steady_since", { withTimezone: true }).notNull().defaultNow(),
});
