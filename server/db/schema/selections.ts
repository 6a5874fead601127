import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgEnum, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { historyKind } from "./messages.ts";
import { replays } from "./replays.ts";

export const changeState = pgEnum("change_state", ["running", "completed", "cancelled"]);

/** The same act on everything that a filter matched: discard or restore. It goes on in the worker, so that neither a reload nor a restart ends it. */
export const changes = pgTable(
  "changes",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    state: changeState().notNull(),
    kind: historyKind().notNull(),
    /** The selection in words and as the filter that made it. */
    selection: text().notNull(),
    filter: jsonb().notNull(),
    reason: text().notNull(),
    actor: text().notNull(),
    total: integer().notNull(),
    changed: integer().notNull().default(0),
    /** Were no longer in a state that allows it. */
    skipped: integer().notNull().default(0),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
    finishedAt: timestamp("finished_at", { withTimezone: true }),
  },
  (t) => [index("changes_running").on(t.id).where(sql`state = 'running'`)],
);

/**
 * What was chosen and waits for its turn: runs of message ids, written when somebody confirmed it. A run goes in the transaction that deals with
 * its messages, so that a selection of any size is exact, holds no lock while it waits, and outlives whoever works on it.
 */
export const frozenRuns = pgTable(
  "frozen_runs",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    replayId: bigint("replay_id", { mode: "number" }).references(() => replays.id),
    changeId: bigint("change_id", { mode: "number" }).references(() => changes.id),
    messageIds: bigint("message_ids", { mode: "number" }).array().notNull(),
  },
  (t) => [
    check("frozen_runs_owner", sql`num_nonnulls(replay_id, change_id) = 1`),
    index("frozen_runs_replay").on(t.replayId, t.id).where(sql`replay_id is not null`),
    index("frozen_runs_change").on(t.changeId, t.id).where(sql`change_id is not null`),
  ],
);
