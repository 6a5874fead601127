import { bigint, doublePrecision, integer, jsonb, pgEnum, pgTable, primaryKey, smallint, text, timestamp } from "drizzle-orm/pg-core";
import { type ReceivingPlace, replays } from "./replays.ts";

export const stageKind = pgEnum("stage_kind", ["canary", "ramp", "full"]);
export const stageState = pgEnum("stage_state", ["waiting", "sending", "observing", "passed", "stopped"]);

/** A part of a replay with its own size, rate and end. */
export const replayStages = pgTable(
  "replay_stages",
  {
    replayId: bigint("replay_id", { mode: "number" })
      .notNull()
      .references(() => replays.id),
    /** From 1, in the order in which they are sent. */
    nth: smallint().notNull(),
    kind: stageKind().notNull(),
    state: stageState().notNull(),
    /** Items; null: all that are left. */
    size: integer(),
    /** Of a canary: its last item. It is made of the first items of its replay. null: all that are left, or nothing was fit to be one. */
    lastItem: bigint("last_item", { mode: "number" }),
    /** Of a canary that was chosen again: its first item. null: the first of the replay. */
    firstItem: bigint("first_item", { mode: "number" }),
    /** Of a canary: downstreams that it needs and that were not stable at some time since it was sent. null: none. */
    tried: text().array(),
    /** Messages a second; null: the replay's own. */
    rate: doublePrecision(),
    /** Of a ramp: since when it goes at this rate. */
    steppedAt: timestamp("stepped_at", { withTimezone: true }),
    /** Of a ramp: items of the replay that the broker had taken by then. */
    steppedTaken: integer("stepped_taken"),
    /** Items of the replay that the broker had taken when it began; null: it has not begun. */
    takenBefore: integer("taken_before"),
    startedAt: timestamp("started_at", { withTimezone: true }),
    endedAt: timestamp("ended_at", { withTimezone: true }),
    /** Of a canary: since when its watch counts: it began, it was sent, a person resumed it, or its targets were last seen without a consumer. */
    watchedFrom: timestamp("watched_from", { withTimezone: true }),
    /** Of a canary: its targets when its watch began. null: not known, or not looked at yet. */
    receivers: jsonb().$type<readonly ReceivingPlace[]>(),
    /** Why it was stopped, as a code with its facts; null: it was not. */
    reasonCode: text("reason_code"),
    reasonData: jsonb("reason_data"),
  },
  (t) => [primaryKey({ columns: [t.replayId, t.nth] })],
);
