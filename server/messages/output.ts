import { z } from "zod";
import { styles } from "../entities/event-type.ts";
import { by } from "../access/output.ts";
import { historyKind, messageState } from "../db/schema/messages.ts";
import { category, diagnosis, recordPlace, verdict } from "../failures/output.ts";
import { brokerKind, header } from "../sources/output.ts";
import { facetNames } from "./compile-filter.ts";
import type { MessageView } from "./get.ts";
import { shown, shownLine } from "../text/output.ts";
import type { Reason } from "./reason.ts";

/** A code with its facts; the words are made where they are shown. */
export const reason: z.ZodType<Reason> = z.object({ code: z.string(), data: z.json().nullable() });

const text = z.string().nullable();
const state = z.enum(messageState.enumValues);

const death = { diedAt: z.date().nullable(), diedAfter: z.date().nullable(), capturedAt: z.date() };

export const messageLine = z.object({
  id: z.number(),
  state,
  /** Its death, or, where that is not known, its capture. */
  sortAt: z.date(),
  ...death,
  eventId: text,
  eventKey: text,
  eventType: z.string(),
  errorText: text,
  attempts: z.number().nullable(),
  /** A person has changed its bytes. */
  edited: z.boolean(),
  replayCount: z.number(),
  duplicate: z.boolean(),
  groupId: z.number(),
  verdict,
  category,
  title: shownLine,
  errorType: shownLine.nullable(),
  queue: shownLine,
  source: shownLine,
});
export type MessageLine = Readonly<z.infer<typeof messageLine>>;

export const messagePage = z.object({
  messages: z.array(messageLine).readonly(),
  /** Hand it back as `cursor` for the next page; null: this is the last. */
  next: z.object({ sortAt: z.date(), id: z.number() }).nullable(),
  /** The search ended here before the page was full; `next` goes on with what is older. null: it did not have to. */
  searchedTo: z.date().nullable(),
  /** Messages down to there that may match: not all of their bytes could be looked at. */
  unread: z.number(),
  asOf: z.date(),
  /** The highest id of all visible messages when the page was read, for `countNewer`. */
  since: z.number(),
});
export type MessagePage = Readonly<z.infer<typeof messagePage>>;

export const counted = z.object({
  n: z.number(),
  /** There are more than `n`, or there may be: older ones were not looked at. */
  capped: z.boolean(),
});
export type Counted = Readonly<z.infer<typeof counted>>;

export const listSummary = counted.extend({
  answer: z.object({ title: shownLine, sub: shownLine }),
  words: shownLine,
  asOf: z.date(),
});
export type ListSummary = Readonly<z.infer<typeof listSummary>>;

export const facetValue = z.object({
  facet: z.enum(facetNames),
  /** null: the messages that have none. */
  value: text,
  n: z.number(),
  /** What was counted: all that match, only the newest stretch, or a sample, so that `n` is an estimate. The same for all values. */
  of: z.enum(["all", "stretch", "sample"]),
});
export type FacetValue = Readonly<z.infer<typeof facetValue>>;

export const histogramBar = z.object({
  hour: z.date(),
  n: z.number(),
  /** false: there may be more of them, older ones were not looked at. */
  whole: z.boolean(),
  /** Of those, whose death is not known: they stand where they were captured. */
  undated: z.number(),
});
export type HistogramBar = Readonly<z.infer<typeof histogramBar>>;

export const completion = z.object({ qualifier: z.string(), value: z.string(), n: z.number() });
export type Completion = Readonly<z.infer<typeof completion>>;

export const messageVersion = z.object({ seq: z.number(), version: z.number(), state });
export type MessageVersion = Readonly<z.infer<typeof messageVersion>>;

/** A version that an act has stored. */
export const storedVersion = z.object({ version: z.number(), seq: z.number() });

const headerLine = header.extend({ convention: text, stripped: text });

const historyLine = z.object({
  messageId: z.number(),
  seq: z.number(),
  kind: z.enum(historyKind.enumValues),
  at: z.date(),
  by,
  /** In the audit log; null: no act of its own. */
  operation: z.number().nullable(),
  replayId: z.number().nullable(),
  intentAt: z.date().nullable(),
  data: z
    .object({
      reason: shown.optional(),
      version: z.number().optional(),
      detail: reason.optional(),
      record: recordPlace.optional(),
      releasedFrom: z.number().optional(),
      proven: z.boolean().optional(),
      changes: z.object({ head: z.boolean(), body: z.boolean() }).optional(),
    })
    .nullable(),
});

const answerLine = z.object({
  kind: z.enum(["now", "verdict", "attempts", "group", "lineage", "release", "duplicate", "edit", "original", "source"]),
  tone: z.enum(["bad", "warn", "ok", "none"]),
  text: shownLine,
  about: z.number().optional(),
});

export const messageView = z.object({
  id: z.number(),
  state,
  seq: z.number(),
  version: z.number(),
  ...death,
  eventId: text,
  eventKey: text,
  eventType: z.string(),
  size: z.number(),
  lineageId: z.number().nullable(),
  cameBackFrom: z.number().nullable(),
  replayCount: z.number(),
  duplicateOf: z.number().nullable(),
  releasedFrom: z.number().nullable(),
  capturedAgainAs: z.number().nullable(),
  copyInPlay: z.number().nullable(),
  queue: z.string(),
  source: z.string(),
  kind: brokerKind.nullable(),
  groupId: z.number(),
  groupTitle: shownLine,
  verdict,
  category,
  others: z.number(),
  cameBackAs: z.number().nullable(),
  replayId: z.number().nullable(),
  newer: z.number().nullable(),
  older: z.number().nullable(),
  original: z.enum(["taken", "gone", "newer", "unread"]).nullable(),
  fate: z.enum(["taken_up", "done", "done_or_removed", "gone"]).nullable(),
  answer: z.object({ title: shownLine, evidence: z.array(answerLine).readonly() }),
  diagnosis: diagnosis.extend({ unwraps: text }).nullable(),
  headers: z.array(headerLine).readonly(),
  properties: z.array(headerLine).readonly(),
  address: z.record(z.string(), shownLine),
  problem: shownLine.nullable(),
  bodyIsNull: z.boolean(),
  history: z.array(historyLine).readonly(),
  lineage: z.array(z.object({ id: z.number(), state })).readonly(),
  replayLimit: z.number(),
  log: z.boolean(),
  originRecord: recordPlace.nullable(),
  traceId: text,
  traceLink: text,
  style: z.enum([...styles, "event"]).nullable(),
  hasEntity: z.boolean(),
}) satisfies z.ZodType<MessageView>;
