import { z } from "zod";
import { shownLine } from "../text/output.ts";
import { breakerStates, downstreamStates, methods } from "./reading.ts";

const downstreamState = z.enum(downstreamStates);

const instance = z.object({
  breaker: shownLine,
  instance: shownLine,
  state: z.enum(breakerStates),
  /** Why it is unknown, in a sentence; null: it is known. */
  why: shownLine.nullable(),
});

const waitingReplay = z.object({
  id: z.number(),
  isPaused: z.boolean(),
  /** Its messages that wait for the downstream. */
  held: z.number(),
  /** Its canary was tried while the downstream was not stable, and came back: another is chosen once it is. */
  forCanary: z.boolean(),
});
export type WaitingReplay = Readonly<z.infer<typeof waitingReplay>>;

export const breakerLine = z.object({
  /** As redrive.yaml calls it. */
  name: z.string(),
  state: downstreamState,
  /** null: never judged. */
  since: z.date().nullable(),
  /** Percent, the worst of its breakers; null: none tells it. */
  failureRate: z.number().nullable(),
  /** Percent from which on it opens; null: none tells it. */
  threshold: z.number().nullable(),
  calls: z.number().nullable(),
  rejected: z.number().nullable(),
  /** Where its state is read: "resilience4j", "health probe". */
  sources: z.array(shownLine).readonly(),
  /** How its state is known; null: nothing is read, or it differs. */
  method: z.enum(methods).nullable(),
  readAt: z.date().nullable(),
  /** The newest reading is too old. */
  stale: z.boolean(),
  instances: z.array(instance).readonly(),
  /** What Redrive sees of its messages; null: nothing yet. */
  own: z.object({ state: downstreamState, words: shownLine }).nullable(),
  /** A breaker of it lets every call through. */
  unprotected: z.boolean(),
  /** Reported and own reading, where they differ, in a sentence; null: they do not. */
  disagreement: shownLine.nullable(),
  /** Messages of replays that wait for it, in queues that the reader sees. */
  held: z.number(),
  /** Replays that the reader sees and that wait because of it, the newest first. */
  waiting: z.array(waitingReplay).readonly(),
});
export type BreakerLine = Readonly<z.infer<typeof breakerLine>>;

const breakerSpan = z.object({
  downstream: z.string(),
  state: downstreamState,
  from: z.date(),
  /** null: until now. */
  to: z.date().nullable(),
});

export const breakerList = z.object({
  answer: z.object({ title: shownLine, sub: shownLine }),
  asOf: z.date(),
  from: z.date(),
  breakers: z.array(breakerLine).readonly(),
  /** The states of each over the range, the oldest first. */
  spans: z.array(breakerSpan).readonly(),
});
export type BreakerList = Readonly<z.infer<typeof breakerList>>;
