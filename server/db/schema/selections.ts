import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgEnum, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { Place } from "../../access/permissions.ts";
import { historyKind, type messageState } from "./messages.ts";
import { replays } from "./replays.ts";

export const bulkState = pgEnum("bulk_state", ["running", "completed", "cancelled"]);

/** Messages that an act passed over, by the state that each is in; "deleted": it is gone. */
export type Skipped = { readonly [state in (typeof messageState.enumValues)[number] | "deleted"]?: number };

/** The same act on everything that a filter matched: discard or restore. It goes on in the worker, so that neither a reload nor a restart ends it. */
export const bulks = pgTable(
  "bulks",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    state: bulkState().notNull(),
    kind: historyKind().notNull(),
    /** The selection in words and as the filter that made it. */
    selection: text().notNull(),
    filter: jsonb().notNull(),
    /** The queues that it touches, or may touch. */
    places: jsonb().$type<readonly Place[]>().notNull().default([]),
    reason: text().notNull(),
    principalId: integer("principal_id").notNull(),
    /** The operation in the audit log: events of its messages name it. */
    operationId: bigint("operation_id", { mode: "number" }),
    total: integer().notNull(),
    changed: integer().notNull().default(0),
    /** Whose state no longer allows it. */
    skipped: integer().notNull().default(0),
    /** Those by the state that they were in, or "deleted". */
    skippedBy: jsonb("skipped_by").$type<Skipped>().notNull().default({}),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
    finishedAt: timestamp("finished_at", { withTimezone: true }),
  },
  (t) => [index("bulks_running").on(t.id).where(sql`state = 'running'`)],
);

/**
 * What a filter matched, frozen and counted before somebody is asked to confirm an act on it, so that the act is on exactly those messages. An act takes
 * it over; what nobody confirms is deleted after a day.
 */
export const preparedSelections = pgTable("prepared_selections", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  /** The selection in words and as the filter that made it. */
  words: text().notNull(),
  filter: jsonb().$type<{ readonly filter: string; readonly asOf: string }>().notNull(),
  places: jsonb().$type<readonly Place[]>().notNull(),
  total: integer().notNull(),
  /** Messages that may match: not all of their bytes could be looked at. None of them is chosen. */
  unread: integer().notNull(),
  /** Who prepared it, and nobody else may act on it: a row of `principals`. */
  principalId: integer("principal_id").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
});

/**
 * What was chosen and waits for its turn: parts of some message ids, written when somebody confirmed the selection. A part goes in the transaction
 * that deals with its messages, so that a selection of any size is exact, holds no lock while it waits, and outlives whoever works on it.
 */
export const selectionParts = pgTable(
  "selection_parts",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    replayId: bigint("replay_id", { mode: "number" }).references(() => replays.id),
    bulkId: bigint("bulk_id", { mode: "number" }).references(() => bulks.id),
    preparedId: bigint("prepared_id", { mode: "number" }).references(() => preparedSelections.id, { onDelete: "cascade" }),
    messageIds: bigint("message_ids", { mode: "number" }).array().notNull(),
  },
  (t) => [
    check("selection_parts_owner", sql`num_nonnulls(replay_id, bulk_id, prepared_id) = 1`),
    index("selection_parts_replay").on(t.replayId, t.id).where(sql`replay_id is not null`),
    index("selection_parts_bulk").on(t.bulkId, t.id).where(sql`bulk_id is not null`),
    index("selection_parts_prepared").on(t.preparedId, t.id).where(sql`prepared_id is not null`),
  ],
);

/** See `replayRoutines`. To press ids together costs more than to write them, and they are read once. */
export const selectionRoutines: readonly string[] = ["alter table selection_parts alter column message_ids set storage external"];
