import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Place } from "../../access/permissions.ts";
import type { Reason } from "../../messages/reason.ts";
import type { Target } from "../../sources/port.ts";
import { databaseIdentity } from "./database.ts";

export const replayState = pgEnum("replay_state", [
  "planned",
  "awaiting_approval",
  "running",
  "paused",
  "observing",
  "completed",
  "cancelled",
]);
export const itemState = pgEnum("item_state", [
  "selected",
  "held",
  "skipped",
  "confirmed",
  "returned",
  "refused",
  "unknown",
  "observing",
  "presumed_ok",
  "processed",
  "came_back",
  "cancelled",
]);

/**
 * "failed_queue": each message goes to the queue that it failed in; in a log, where asked for, to the partition that it came from. "origin": to its original exchange. "release": back on its dead-letter
 * queue, byte for byte. Else: one named target for all.
 */
export type ReplayTarget = { to: "failed_queue"; partition?: "origin" } | { to: "origin" } | { to: "release" } | Target;

/** A queue or consumer group that takes what a replay sends. */
export interface ReceivingPlace {
  /** Its source and queue, or its source, topic and group: another may have the same name. */
  readonly key: string;
  readonly name: string;
  /** null: its broker does not tell. */
  readonly consumers: number | null;
  /** Messages that wait there, and those that its consumers hold unacknowledged where the broker tells; null: not known. */
  readonly backlog: number | null;
  /** The backlog when all of the replay was sent. null: nothing waited there then, or it was seen to shrink since. Left out: not counted since then. */
  readonly before?: number | null;
  /** The most consumers that were seen since the replay began, or a person last resumed it. */
  readonly most: number;
  /** Asks in a row that told of fewer than half of these. */
  readonly few: number;
  /** Nobody consumes it now, and what is sent there waits for them: it had consumers, it failed there, or no other place that receives it is consumed. */
  readonly idle: boolean;
}

/** Counts of a replay at the moment when a person resumed it. `at`: ISO time. */
export interface Accepted {
  readonly at: string;
  readonly taken: number;
  readonly cameBack: number;
  readonly untaken: number;
  /** By downstream, since when it was closed when what waited for it was let go last. Left out: as below. */
  readonly closings?: Readonly<Record<string, string>>;
  /** That what waits at the target of its canary does not get fewer. Left out: a resume from before this was kept. */
  readonly backlog?: boolean;
}

/** Items that were let go to a downstream first, since it closed (`since`, ISO time): whether they stay away decides about the rest. */
export interface Trials {
  readonly since: string;
  readonly ids: readonly number[];
  /** Left out: not known yet. stayed: also where a person resumed the replay all the same. */
  readonly verdict?: "stayed" | "back";
  /** Of these, how many came back of how many that tell, once there is a verdict. */
  readonly n?: number;
  readonly of?: number;
}

/** One bulk or single operation with a frozen selection. */
export const replays = pgTable(
  "replays",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    state: replayState().notNull(),
    /** Why it is paused, as a code with its facts; null otherwise. */
    pauseCode: text("pause_code"),
    pauseData: jsonb("pause_data"),
    /** What it goes by (how long it is observed, rules that stop it, stages), frozen with the selection: a later config never changes a replay that stands. */
    policy: jsonb().notNull(),
    /** The selection in words and as the filter that made it. */
    selection: text().notNull(),
    filter: jsonb(),
    /** The queues that it touches, or may touch. */
    places: jsonb().$type<readonly Place[]>().notNull().default([]),
    asOf: timestamp("as_of", { withTimezone: true }).notNull(),
    target: jsonb().$type<ReplayTarget>().notNull(),
    /** Messages a second; null: as fast as the broker confirms. */
    rate: doublePrecision(),
    reason: text().notNull(),
    principalId: integer("principal_id").notNull(),
    /** The operation of its start in the audit log: events of its messages name it. */
    operationId: bigint("operation_id", { mode: "number" }),
    total: integer().notNull(),
    /** One batch after the other, in the order of capture: a queue among its own hands messages out in order. */
    ordered: boolean().notNull().default(false),
    /** How often held items were made to wait again: whoever claims then starts from the first item. */
    recalls: integer().notNull().default(0),
    /** Its items lie between these ids, so that reading them needs no index besides their key. */
    firstItem: bigint("first_item", { mode: "number" }),
    lastItem: bigint("last_item", { mode: "number" }),
    /** Since when nothing could be sent, and why; no lane claims before `waitsUntil`. `waitsTries`: tries since then. null: the last try was sent. */
    waitsSince: timestamp("waits_since", { withTimezone: true }),
    waitsUntil: timestamp("waits_until", { withTimezone: true }),
    waitsFor: text("waits_for"),
    waitsTries: integer("waits_tries").notNull().default(0),
    /** Downstreams whose breaker it does not wait for, each with who said so. It ends with the replay. */
    overrides: jsonb()
      .$type<readonly { readonly downstream: string; readonly principalId: number; readonly at: string; readonly reason: string }[]>()
      .notNull()
      .default([]),
    /** What was let go to each downstream since it closed. */
    trials: jsonb().$type<Readonly<Record<string, Trials>>>().notNull().default({}),
    /** The database that knows all of what it sent. Another one does not send for it (`server/replays/notice-restored.ts`). */
    database: text().notNull().default(databaseIdentity),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
    finishedAt: timestamp("finished_at", { withTimezone: true }),
    /** What a person saw and accepted by resuming it: only what goes wrong after that pauses it again. null: nothing yet. */
    accepted: jsonb().$type<Accepted>(),
    /** Why its watch ended before that of all messages had; null: it did not. */
    unwatched: jsonb().$type<Reason>(),
    /** Its targets, as their brokers told last; null: not asked yet, or nobody tells. */
    receivers: jsonb().$type<readonly ReceivingPlace[]>(),
    /** When a target was last seen idle, or its backlog not to shrink after all was sent: what waits there cannot come back. null: none was. */
    idleAt: timestamp("idle_at", { withTimezone: true }),
    /** When a worker last began to ask that. */
    askedAt: timestamp("asked_at", { withTimezone: true }),
    /** The token bucket that all workers share. */
    tokens: doublePrecision().notNull().default(0),
    refilledAt: timestamp("refilled_at", { withTimezone: true }).notNull(),
  },
  // Replays never go: what runs now is found without those of years.
  (t) => [
    index("replays_live").on(t.id).where(sql`state in ('running', 'paused', 'observing')`),
    index("replays_finished").on(t.finishedAt),
  ],
);

export const replayItems = pgTable(
  "replay_items",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    /** Not a foreign key: checked for each item it would be a tenth of what making it costs. A replay's row never goes. */
    replayId: bigint("replay_id", { mode: "number" }).notNull(),
    messageId: bigint("message_id", { mode: "number" }).notNull(),
    /** Version that is sent: frozen with the selection. */
    version: integer().notNull(),
    state: itemState().notNull(),
    /** When the batch was claimed that it was sent with. */
    intentAt: timestamp("intent_at", { withTimezone: true }),
    outcomeAt: timestamp("outcome_at", { withTimezone: true }),
    /** Why it is in this state, as a code with its facts: a check's, the broker's, a person's. */
    reasonCode: text("reason_code"),
    reasonData: jsonb("reason_data"),
    /** Who may have sent it, of an unknown item: no batch of that name's is in a hand any more when a broker is asked. */
    sender: text(),
    /** A held item is judged again from then on. */
    heldUntil: timestamp("held_until", { withTimezone: true }),
    /** The message that it came back as. */
    cameBackAs: bigint("came_back_as", { mode: "number" }),
  },
  // An update touches every index of the row that it is in afterwards: none is kept for states that most items pass through.
  (t) => [
    uniqueIndex("replay_items_live").on(t.messageId).where(sql`state in ('selected', 'held', 'unknown')`),
    index("replay_items_observing").on(t.replayId, t.outcomeAt).where(sql`state = 'observing'`),
    index("replay_items_due").on(t.replayId, t.heldUntil, t.id).where(sql`state = 'held'`),
    index("replay_items_for")
      .on(t.replayId, sql`(${t.reasonData}->>'downstream')`, t.heldUntil, t.id)
      .where(sql`state = 'held' and reason_code = 'breaker'`),
    index("replay_items_behind").on(t.id).where(sql`state = 'held' and reason_code = 'behind_unsent'`),
    index("replay_items_sequence").on(t.id).where(sql`state = 'held' and reason_code = 'sequence_gap'`),
    index("replay_items_waiting").on(t.replayId, t.id).where(sql`state = 'selected'`),
    index("replay_items_trouble")
      .on(t.replayId, t.state, t.id)
      .where(sql`state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled')`),
  ],
);

/** What a person did to more items of a replay than one transaction moves: workers do the rest. It goes with the last of them. */
export const replayActs = pgTable("replay_acts", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  replayId: bigint("replay_id", { mode: "number" })
    .notNull()
    .references(() => replays.id),
  /** What that person said of unknown items. null: the replay was cancelled. */
  sent: boolean(),
  reason: text().notNull(),
  principalId: integer("principal_id").notNull(),
  operationId: bigint("operation_id", { mode: "number" }).notNull(),
  /** By the database's clock. What became unknown after it is not decided. */
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
});

/** How far each application was asked what it processed of what replays sent. One worker at a time asks: whoever moved `nextAt`. */
export const processedLooks = pgTable("processed_looks", {
  application: text().primaryKey(),
  nextAt: timestamp("next_at", { withTimezone: true }).notNull(),
  /** The last item that was looked at in this round. */
  passed: bigint({ mode: "number" }).notNull().default(0),
});

/**
 * Items whose messages were given to a broker to be released, from before the send until they are captured again: so capture recognises what comes back
 * from the dead-letter queue. A row counts only while its item says that it was sent, or may have been.
 */
export const releases = pgTable(
  "releases",
  {
    itemId: bigint("item_id", { mode: "number" }).primaryKey(),
    messageId: bigint("message_id", { mode: "number" }).notNull(),
    queueId: integer("queue_id").notNull(),
    /** SHA-256 of all that a release keeps: see `server/replays/release-digest.ts`. */
    digest: text().notNull(),
  },
  (t) => [index("releases_digest").on(t.queueId, t.digest, t.itemId)],
);

/**
 * The intent to send: every item between these ids that is still `selected` is about to be written to the broker, or was, by this lane. It is
 * committed before the first byte is written and goes when the outcomes of all are committed, or nothing was sent of the rest. Batches of a
 * replay do not overlap. Where one was left by a dead worker, nobody can tell which of its items were sent: they become `unknown`.
 */
export const replayBatches = pgTable(
  "replay_batches",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    replayId: bigint("replay_id", { mode: "number" })
      .notNull()
      .references(() => replays.id),
    /** The worker and its lane: "<worker id>/<lane>". */
    holder: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    firstItem: bigint("first_item", { mode: "number" }).notNull(),
    lastItem: bigint("last_item", { mode: "number" }).notNull(),
  },
  (t) => [index("replay_batches_replay").on(t.replayId)],
);

/**
 * Items by replay, state and reason, as changes to add up: a trigger on `replay_items` appends what each statement moved, so that writers never wait
 * for each other, and a sweep adds them up. Read it as sum(n).
 */
export const replayCounts = pgTable(
  "replay_counts",
  {
    replayId: bigint("replay_id", { mode: "number" }).notNull(),
    state: itemState().notNull(),
    /** Of skipped and held items: the check that says so. */
    reasonCode: text("reason_code"),
    /** Of items that the check of breakers holds: what they wait for. */
    downstream: text(),
    n: integer().notNull(),
  },
  (t) => [
    index("replay_counts_replay").on(t.replayId),
    index("replay_counts_for").on(t.downstream).where(sql`downstream is not null`),
    index("replay_counts_unknown").on(t.replayId).where(sql`state = 'unknown'`),
  ],
);

/**
 * Items that brokers took, by the second of their outcome, as changes to add up: a trigger on `replay_items` appends them, and a sweep adds them up, by minutes once they are old. Read
 * it as sum(n): the page of a replay would read all of its items otherwise.
 */
export const replayPace = pgTable(
  "replay_pace",
  {
    replayId: bigint("replay_id", { mode: "number" }).notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    n: integer().notNull(),
  },
  (t) => [index("replay_pace_replay").on(t.replayId, t.at)],
);

/** Said here as `sql`, because drizzle has no word for it; `server/db/schema.db.test.ts` sees that the migrations made the same. */
export const replayRoutines: readonly string[] = [
  `create or replace function count_new_items() returns trigger language plpgsql as $$
BEGIN
  INSERT INTO replay_counts (replay_id, state, reason_code, downstream, n)
    SELECT replay_id, state, CASE WHEN state IN ('skipped', 'held') THEN reason_code END,
      CASE WHEN state = 'held' AND reason_code = 'breaker' THEN reason_data->>'downstream' END, count(*) FROM come GROUP BY 1, 2, 3, 4;
  RETURN NULL;
END $$`,
  `create or replace function count_moved_items() returns trigger language plpgsql as $$
BEGIN
  INSERT INTO replay_counts (replay_id, state, reason_code, downstream, n)
    SELECT replay_id, state, CASE WHEN state IN ('skipped', 'held') THEN reason_code END,
      CASE WHEN state = 'held' AND reason_code = 'breaker' THEN reason_data->>'downstream' END, sum(n) FROM (
      SELECT replay_id, state, reason_code, reason_data, 1 AS n FROM come UNION ALL SELECT replay_id, state, reason_code, reason_data, -1 FROM gone
    ) AS moved GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0;
  INSERT INTO replay_pace (replay_id, at, n)
    SELECT replay_id, date_trunc('second', outcome_at), sum(n) FROM (
      SELECT replay_id, state, outcome_at, 1 AS n FROM come UNION ALL SELECT replay_id, state, outcome_at, -1 FROM gone
    ) AS moved WHERE outcome_at IS NOT NULL AND state IN ('observing', 'confirmed', 'presumed_ok', 'processed', 'came_back') GROUP BY 1, 2 HAVING sum(n) <> 0;
  RETURN NULL;
END $$`,
  `create or replace trigger count_new_items after insert on replay_items referencing new table as come
    for each statement execute function count_new_items()`,
  `create or replace trigger count_moved_items after update on replay_items referencing old table as gone new table as come
    for each statement execute function count_moved_items()`,
];
