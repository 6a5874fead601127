import { z } from "zod";
import { replayState } from "../db/schema/replays.ts";
import { category, verdict } from "../failures/output.ts";
import { reason as reasonCode } from "../messages/output.ts";
import { shown, shownLine } from "../text/output.ts";
import { answer, blindness, queueLine } from "../queues/output.ts";
import { outcomeCounts, waits } from "../replays/output.ts";
import { ranges } from "./words.ts";

export const overviewSummary = z.object({ answer, blind: blindness.nullable(), dead: z.number(), asOf: z.date() });
export type OverviewSummary = Readonly<z.infer<typeof overviewSummary>>;

const inflowKind = z.object({
  verdict,
  category,
  /** Over the whole range. */
  total: z.number(),
  /** How many a minute, over the last 5 minutes; null where the range is not read by the minute. */
  perMinute: z.number().nullable(),
});
export type InflowKind = Readonly<z.infer<typeof inflowKind>>;

export const inflow = z.object({
  range: z.enum(ranges),
  from: z.date(),
  to: z.date(),
  bucketMs: z.number(),
  /** Dead letters by stretch of time, by death or else by capture, oldest first; a kind that is not named has 0. */
  buckets: z.array(z.object({ at: z.date(), kinds: z.record(z.string(), z.number()) })).readonly(),
  /** Poison first, as it is stacked; the most frequent category of a verdict first. */
  kinds: z.array(inflowKind).readonly(),
  total: z.number(),
  /** Of those, whose death is not known: they stand where they were captured. */
  undated: z.number(),
});
export type Inflow = Readonly<z.infer<typeof inflow>>;

/** A replay on the time axis of the chart. */
export const replayLane = z.object({
  id: z.number(),
  selection: shownLine,
  state: z.enum(replayState.enumValues),
  createdAt: z.date(),
  /** null: it is not over. */
  finishedAt: z.date().nullable(),
  total: z.number(),
  sent: z.number(),
  cameBack: z.number(),
});
export type ReplayLane = Readonly<z.infer<typeof replayLane>>;

export const growingGroup = z.object({
  id: z.number(),
  title: shownLine,
  verdict,
  /** Where it was tried; where that is unknown, the dead-letter queue. */
  where: shownLine,
  /** Deaths a minute, over the last 10 minutes. */
  perMinute: z.number(),
  /** Deaths by 5 minutes over the last hour, oldest first. */
  spark: z.array(z.number()).readonly(),
});
export type GrowingGroup = Readonly<z.infer<typeof growingGroup>>;

export const deepQueue = queueLine.pick({
  id: true,
  name: true,
  source: true,
  dead: true,
  ready: true,
  oldestAt: true,
  oldestIsBound: true,
  expiry: true,
});
export type DeepQueue = Readonly<z.infer<typeof deepQueue>>;

export const runningReplay = z.object({
  id: z.number(),
  selection: shownLine,
  reason: shown,
  state: z.enum(["running", "paused", "observing"]),
  /** Why it is paused; null: it is not. */
  pause: reasonCode.nullable(),
  /** Why nothing can be sent at the moment; null: it can. */
  waits: waits.nullable(),
  rate: z.number().nullable(),
  total: z.number(),
  counts: outcomeCounts,
  release: z.boolean(),
  observeSeconds: z.number(),
  windowKnown: z.boolean(),
  /** Its targets that nobody consumes, as their brokers told last. */
  unconsumed: z.array(z.string()).readonly(),
  /** The dead-letter queue that is not read while its messages are watched; null: it is. */
  unread: z.string().nullable(),
  /** Items that the broker has taken. */
  sent: z.number(),
});
export type RunningReplay = Readonly<z.infer<typeof runningReplay>>;

export const placeCounts = z.object({
  groups: z.number(),
  messages: z.number(),
  queues: z.number(),
  /** What loses messages, as Queues tells it in red. */
  faults: z.number(),
  replays: z.number(),
  /** Alerts that fire and that nobody has. */
  alerts: z.number(),
  /** Nothing that is shown is fresh, since then; `since` null: never was. null: something is read, or nothing is configured. */
  stale: z.object({ since: z.date().nullable() }).nullable(),
});
export type PlaceCounts = Readonly<z.infer<typeof placeCounts>>;

/** What a person may mean by a few letters. */
export const hit = z.object({
  kind: z.enum(["message", "group", "queue", "replay"]),
  href: z.string(),
  label: shownLine,
  note: shownLine,
});
export type Hit = Readonly<z.infer<typeof hit>>;
