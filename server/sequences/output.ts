import { z } from "zod";
import { outboxRowsFound } from "../applications/outbox/output.ts";
import { shownLine } from "../text/output.ts";
import { pointStates, troubles } from "./words.ts";

/** Numbers are text: a JavaScript number would round the large ones. */
const point = z.object({
  from: z.string(),
  to: z.string(),
  state: z.enum(pointStates),
  /** The stored message; null: none, or more than one number. */
  messageId: z.number().nullable(),
  eventType: shownLine.nullable(),
  /** Where it is, or would be. */
  queue: z.string().nullable(),
  title: shownLine.nullable(),
  at: z.date().nullable(),
  replayId: z.number().nullable(),
});
export type PointLine = Readonly<z.infer<typeof point>>;

export const sequenceLine = z.object({
  queueId: z.number(),
  source: z.string(),
  queue: z.string(),
  key: z.string(),
  /** Who counts its numbers; null: nobody is configured. */
  consumer: shownLine.nullable(),
  /** null: it has none at this moment. */
  trouble: z.enum(troubles).nullable(),
  /** null: not kept yet. */
  since: z.date().nullable(),
  /** Messages that wait, or are stale. */
  messages: z.number(),
  /** What it waits for, in a sentence, and what is known of that. */
  waitsFor: shownLine,
  detail: shownLine,
  /** The lowest numbers that matter, and how many more follow. */
  points: z.array(point).readonly(),
  more: z.number(),
  /** Ids of what one replay sends in order, and its numbers in words; empty: nothing. `left`: so many more are dead behind them. */
  replay: z.object({ ids: z.array(z.number()).readonly(), words: z.string(), left: z.number() }),
  /** A message to look at first; null: none is stored. */
  frontId: z.number().nullable(),
});
export type SequenceLine = Readonly<z.infer<typeof sequenceLine>>;

export const sequencePage = z.object({
  answer: z.object({ title: shownLine, sub: shownLine }),
  asOf: z.date(),
  /** Keys with trouble, as they were judged last. */
  counts: z.object({ blocked: z.number(), gap: z.number(), stale: z.number() }),
  lines: z.array(sequenceLine).readonly(),
  cursor: z.object({ trouble: z.enum(troubles), since: z.string(), queueId: z.number(), key: z.string() }).nullable(),
});
export type SequencePage = Readonly<z.infer<typeof sequencePage>>;

/** The order of one message's key. null: it has no key, or no number. */
export const messageOrder = z
  .object({
    line: sequenceLine,
    number: z.string(),
    /** What a replay of it alone would meet, in a sentence. */
    verdict: shownLine,
    /** What is known of the last number, in a sentence. */
    last: shownLine,
    asOf: z.date(),
    /** Where a number before it is missing: rows of its key that have not left an outbox yet. */
    outboxes: outboxRowsFound,
  })
  .nullable();
export type MessageOrder = Readonly<NonNullable<z.infer<typeof messageOrder>>> | null;
