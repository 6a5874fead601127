import { z } from "zod";
import { by } from "../access/output.ts";
import { captureMode, captureState, sourceState } from "../db/schema/queues.ts";
import { audience, brokerKind, logPart, logReader, logSettings, removal, topologyWarning } from "../sources/output.ts";
import { shown, shownLine } from "../text/output.ts";

/** The sentence that a page opens with, and the evidence under it. */
export const answer = z.object({ title: shownLine, sub: shownLine });
export type Answer = Readonly<z.infer<typeof answer>>;

/** Why what is shown is not fresh. */
export const blindness = z.object({
  kind: z.enum(["unconfigured", "hidden", "worker", "source"]),
  total: z.boolean(),
  /** Since when nothing fresh came; null: never, or not known. */
  since: z.date().nullable(),
  what: shownLine,
  detail: shownLine,
});
export type Blindness = Readonly<z.infer<typeof blindness>>;

export const seenSource = z.object({
  name: z.string(),
  /** unheard: configured, and no worker has spoken of it yet. */
  state: z.enum([...sourceState.enumValues, "unheard"]),
  since: z.date().nullable(),
  lastSuccessAt: z.date().nullable(),
  lastError: shown.nullable(),
});
export type SeenSource = Readonly<z.infer<typeof seenSource>>;

/** A watched queue as lists show it. null is unknown. */
export const queueLine = z.object({
  id: z.number(),
  source: z.string(),
  name: z.string(),
  type: z.string().nullable(),
  mode: z.enum(captureMode.enumValues).nullable(),
  state: z.enum(captureState.enumValues),
  stateReason: shownLine.nullable(),
  stateMend: z.string().nullable(),
  stateSince: z.date(),
  /** Somebody wished that capture rests; the collector may still have to obey. */
  pausedBy: by.nullable(),
  pauseReason: shown.nullable(),
  origins: z.array(shownLine).readonly().nullable(),
  warnings: z.array(topologyWarning).readonly(),
  /** Still in the broker. */
  ready: z.number().nullable(),
  /** The oldest that is still in the broker and not captured. */
  waitingSince: z.date().nullable(),
  depthAt: z.date().nullable(),
  aliveAt: z.date().nullable(),
  lastCapturedAt: z.date().nullable(),
  /** Captured and dead. */
  dead: z.number(),
  /** Captured and dead, plus what is still in the broker; null: the broker's part is unknown. */
  depth: z.number().nullable(),
  verdicts: z.object({ poison: z.number(), transient: z.number(), unknown: z.number() }),
  /** The oldest that is dead in it or still in the broker. */
  oldestAt: z.date().nullable(),
  /** Some deaths in it are not known, so that its oldest may have died before `oldestAt`. */
  oldestIsBound: z.boolean(),
  /** What is captured does not expire; what is still in the broker may. */
  expiry: z.discriminatedUnion("kind", [
    z.object({ kind: z.enum(["never", "unknown"]) }),
    z.object({ kind: z.literal("at"), at: z.date() }),
  ]),
  /** Dead letters a minute, over the last 10 minutes, by death, or by capture where the death is not known. */
  perMinute: z.number(),
  /** The newest of them; null: none was ever captured. */
  lastSeenAt: z.date().nullable(),
  /** The same by hour, oldest first. */
  spark: z.array(z.number()).readonly(),
});
export type QueueLine = Readonly<z.infer<typeof queueLine>>;

/** A source with what was last heard of it and its watched queues. */
const sourceLine = seenSource.extend({
  kind: brokerKind,
  product: z.string().nullable(),
  /** What is wrong with several of its queues alike. */
  warnings: z.array(topologyWarning).readonly(),
  queues: z.array(queueLine).readonly(),
});
export type SourceLine = Readonly<z.infer<typeof sourceLine>>;

/** What loses messages in a queue, whether it is watched or not. */
const faultLine = z.object({ queueId: z.number(), source: z.string(), queue: shownLine, watched: z.boolean(), warning: topologyWarning });
export type FaultLine = Readonly<z.infer<typeof faultLine>>;

/** A dead-letter queue that nobody watches, and the line for the configuration that changes it. */
const foundLine = z.object({
  id: z.number(),
  source: z.string(),
  name: shownLine,
  /** Dead letters arrive there; false: it is only named like one where they do. */
  dead: z.boolean(),
  origins: z.array(shownLine).readonly().nullable(),
  warnings: z.array(topologyWarning).readonly(),
  ready: z.number().nullable(),
  /** What to add, and under which key. */
  config: z.object({ under: z.string(), line: z.string() }),
});
export type FoundLine = Readonly<z.infer<typeof foundLine>>;

export const queueList = z.object({
  answer,
  blind: blindness.nullable(),
  /** Of all queues. Those of watched ones are told here instead of in their lines. */
  faults: z.array(faultLine).readonly(),
  sources: z.array(sourceLine).readonly(),
  /** Those by topology first. Not all, where there are very many. */
  found: z.array(foundLine).readonly(),
  asOf: z.date(),
});
export type QueueList = Readonly<z.infer<typeof queueList>>;

export const queueLog = z.object({
  /** What the log calls a position: "offset". */
  noun: z.string(),
  /** It holds positions from `first` up to, but not including, `end`. */
  parts: z.array(logPart).readonly(),
  readers: z.array(logReader).readonly(),
  settings: logSettings.nullable(),
  /** Who reads the topics that dead letters come from; audience null: it cannot be read. */
  origins: z.array(z.object({ topic: shownLine, audience: audience.nullable() })).readonly(),
});
export type QueueLogView = Readonly<z.infer<typeof queueLog>>;

const purgePart = z.object({
  part: z.string(),
  /** Everything before this position goes. */
  before: z.string(),
  records: z.number(),
  /** Which, in words: "offsets 0 to 4,711"; null: nothing goes. */
  range: z.string().nullable(),
  /** Why not more, in words; null: all of it goes. */
  stop: shownLine.nullable(),
  /** Groups of others that lose records which they have not read, and how far each has read, in words; `next` null: it has committed nothing there. */
  behind: z.array(z.object({ group: shownLine, next: z.string().nullable() })).readonly(),
});
export type PurgePart = Readonly<z.infer<typeof purgePart>>;

export const purgePlan = z.object({
  parts: z.array(purgePart).readonly(),
  records: z.number(),
  /** The topic is compacted; null: unknown. */
  compacted: z.boolean().nullable(),
});
export type PurgePlan = Readonly<z.infer<typeof purgePlan>>;

export const removals = z.array(removal).readonly();
