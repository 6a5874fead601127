import { z } from "zod";
import { holdEnds } from "../downstreams/gate-now.ts";
import { downstreamStates } from "../downstreams/reading.ts";
import { by, place } from "../access/output.ts";
import type { PlanCheck } from "../checks/tally.ts";
import { itemState, type ReplayTarget, replayState } from "../db/schema/replays.ts";
import { stageKind, stageState } from "../db/schema/stages.ts";
import type { Standing } from "../failures/standing.ts";
import type { Selection } from "../messages/input.ts";
import { reason as reasonCode } from "../messages/output.ts";
import { shown, shownLine } from "../text/output.ts";
import { audience, headFacts } from "../sources/output.ts";
import type { ReplayView } from "./get.ts";
import type { ItemLine } from "./items/list.ts";
import type { ReplayLine, ReplaysPage } from "./list.ts";
import type { OutcomeCounts } from "./outcome-counts.ts";
import type { OutgoingPreview } from "./preview.ts";
import type { PlanView } from "./read-plan.ts";
import type { Started } from "./start.ts";
import type { StageLine } from "./stages/list.ts";
import type { Waits } from "./waits.ts";

const text = z.string().nullable();

/** Items of one replay by what became of them. */
export const outcomeCounts = z.object({
  waiting: z.number(),
  held: z.number(),
  sending: z.number(),
  observing: z.number(),
  presumedOk: z.number(),
  processed: z.number(),
  confirmed: z.number(),
  cameBack: z.number(),
  failed: z.number(),
  unknown: z.number(),
  skipped: z.number(),
  cancelled: z.number(),
}) satisfies z.ZodType<OutcomeCounts>;

const chosen = z.union([
  z.object({ ids: z.array(z.number()).readonly() }),
  z.object({ filter: z.string(), asOf: z.string() }),
]) satisfies z.ZodType<Selection>;

const target = z.discriminatedUnion("to", [
  z.object({ to: z.literal("failed_queue"), partition: z.literal("origin").optional() }),
  z.object({ to: z.literal("origin") }),
  z.object({ to: z.literal("release") }),
  z.object({ to: z.literal("queue"), queue: z.string(), routingKey: z.string().optional(), part: z.string().optional() }),
  z.object({ to: z.literal("exchange"), exchange: z.string(), routingKey: z.string() }),
]) satisfies z.ZodType<ReplayTarget>;

export const waits = z.object({ for: shownLine, since: z.date(), until: z.date() }) satisfies z.ZodType<Waits>;

const replayLine = z.object({
  id: z.number(),
  state: z.enum(replayState.enumValues),
  pause: reasonCode.nullable(),
  waits: waits.nullable(),
  stage: z.object({ kind: z.enum(stageKind.enumValues), watched: z.boolean(), rate: z.number().nullable() }).nullable(),
  selection: shownLine,
  reason: shown,
  by,
  rate: z.number().nullable(),
  total: z.number(),
  places: z.array(place).readonly(),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
  targetWords: shownLine,
  unconsumed: z.array(shownLine).readonly(),
  unread: shownLine.nullable(),
  unwatched: reasonCode.nullable(),
  release: z.boolean(),
  observeSeconds: z.number(),
  windowKnown: z.boolean(),
  counts: outcomeCounts,
}) satisfies z.ZodType<ReplayLine>;

export const replaysPage = z.object({
  answer: z.object({ title: shownLine, sub: shownLine.nullable() }),
  total: z.number(),
  needsYou: z.number(),
  replays: z.array(replayLine.extend({ chosen: chosen.nullable() })).readonly(),
  next: z.number().nullable(),
}) satisfies z.ZodType<ReplaysPage>;

const stageLine = z.object({
  kind: z.enum(stageKind.enumValues),
  state: z.enum(stageState.enumValues),
  size: z.number().nullable(),
  rate: z.number().nullable(),
  startedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  taken: z.number(),
  cameBack: z.number(),
  proven: z.number().nullable(),
  watched: z.number().nullable(),
  tried: z.array(z.string()).readonly(),
  replaced: z.number(),
  until: z.date().nullable(),
  reason: reasonCode.nullable(),
}) satisfies z.ZodType<StageLine>;

export const replayView = replayLine.extend({
  answer: shownLine,
  unsent: z.array(z.object({ state: z.enum(itemState.enumValues), code: text, n: z.number() })).readonly(),
  heldFor: z
    .array(
      z.object({
        downstream: z.string(),
        n: z.number(),
        state: z.enum(downstreamStates),
        until: z.date().nullable(),
        ends: z.enum(holdEnds),
      }),
    )
    .readonly(),
  heldKeys: z.object({
    first: z.array(z.object({ eventKey: text, n: z.number(), messageId: z.number(), reason: reasonCode.nullable() })).readonly(),
    keys: z.number(),
    some: z.boolean(),
  }),
  overrides: z.array(z.object({ downstream: z.string(), at: z.string(), reason: shown })).readonly(),
  receivers: z
    .array(
      z.object({ name: shownLine, consumers: z.number().nullable(), most: z.number(), idle: z.boolean(), backlog: z.number().nullable() }),
    )
    .readonly(),
  target,
  chosen: chosen.nullable(),
  asOf: z.date(),
  bars: z.array(z.object({ at: z.date(), n: z.number(), cameBack: z.number() })).readonly(),
  notSentSeconds: z.number(),
  bucketSeconds: z.number(),
  perSecond: z.number().nullable(),
  stages: z.array(stageLine).readonly(),
  stop: z.object({
    percent: z.number().nullable(),
    least: z.number(),
    newFailures: z.number().nullable(),
    near: z.object({ cameBack: z.number(), of: z.number(), excused: z.number() }).nullable(),
  }),
  unstable: z.array(shownLine).readonly(),
  cameBack: z
    .array(z.object({ messageId: z.number(), eventKey: text, title: shownLine, at: z.date(), same: z.boolean(), likely: z.boolean() }))
    .readonly(),
}) satisfies z.ZodType<ReplayView>;

const itemLine = z.object({
  id: z.number(),
  messageId: z.number(),
  state: z.enum([...itemState.enumValues, "in_hand"]),
  reason: reasonCode.nullable(),
  asked: z.boolean(),
  intentAt: z.date().nullable(),
  outcomeAt: z.date().nullable(),
  cameBackAs: z.number().nullable(),
  cameBackWith: shownLine.nullable(),
  sameFailure: z.boolean().nullable(),
  eventKey: text,
  eventType: text,
}) satisfies z.ZodType<ItemLine>;

export const itemsPage = z.object({ items: z.array(itemLine).readonly(), next: z.number().nullable() });

const standing = z.discriminatedUnion("is", [
  z.object({ is: z.literal("failing"), ten: z.number(), agoMs: z.number() }),
  z.object({ is: z.literal("lately"), ten: z.number(), agoMs: z.number() }),
  z.object({ is: z.literal("quiet"), agoMs: z.number() }),
  z.object({ is: z.literal("unknown"), why: z.enum(["undated", "unread"]), agoMs: z.number() }),
]) satisfies z.ZodType<Standing>;

const planCheck = z.object({
  key: z.string(),
  label: shownLine,
  n: z.number().nullable(),
  text: shownLine,
  details: z.array(shownLine).readonly().optional(),
  holds: shownLine.optional(),
  tone: z.enum(["warn", "bad"]).optional(),
  mend: z.object({ text: shownLine, href: z.string() }).optional(),
  effect: z.enum(["send", "skip", "hold", "unknown"]).nullable(),
}) satisfies z.ZodType<PlanCheck>;

export const planView = z.object({
  places: z.array(place).readonly(),
  judgedAt: z.date(),
  standing: standing.nullable(),
  failing: z.number(),
  rate: z.number().nullable(),
  slowed: z.boolean(),
  stages: z.object({ canary: z.number(), ramp: z.boolean() }),
  watchable: z.boolean(),
  stop: z.object({ percent: z.number().nullable(), newFailures: z.number().nullable() }),
  failuresInRow: z.number(),
  observeSeconds: z.number(),
  windowKnown: z.boolean(),
  answer: z.object({ title: shownLine, sub: shownLine }),
  words: shownLine,
  chosen: z.number(),
  sendable: z.number(),
  atMost: z.boolean(),
  skipped: z.number(),
  held: z.number(),
  heldBy: shownLine.nullable(),
  trials: z.number(),
  checks: z.array(planCheck).readonly(),
  seconds: z.number().nullable(),
  nowhere: z.boolean(),
  unread: z.array(shownLine).readonly(),
  verdicts: z.object({ poison: z.number(), transient: z.number(), unknown: z.number() }),
  keys: z.number(),
  keysCapped: z.boolean(),
  diedFrom: z.date().nullable(),
  diedTo: z.date().nullable(),
  undated: z.number(),
  samples: z
    .array(z.object({ id: z.number(), eventType: z.string(), eventKey: text, title: shownLine, why: shownLine.nullable() }))
    .readonly(),
  offers: z.object({ exchange: z.boolean(), release: z.boolean(), partition: z.boolean() }),
  destinations: z
    .array(
      z.object({
        source: shownLine,
        target: shownLine,
        n: z.number(),
        audience: audience.nullable(),
        failedIn: z.array(shownLine).readonly().nullable(),
      }),
    )
    .readonly(),
}) satisfies z.ZodType<PlanView>;

export const outgoingPreview = z.object({
  target: shownLine,
  impossible: shownLine.nullable(),
  head: headFacts,
  size: z.number(),
  unwraps: text,
}) satisfies z.ZodType<OutgoingPreview>;

export const started = z.object({
  id: z.number(),
  total: z.number(),
  selected: z.number(),
  skipped: z.number(),
}) satisfies z.ZodType<Started>;

export const decided = z.object({ decided: z.number() });

export const configuredTarget = z.discriminatedUnion("to", [
  z.object({ to: z.enum(["failed_queue", "origin"]) }),
  z.object({ to: z.literal("queue"), queue: z.string() }),
]);
