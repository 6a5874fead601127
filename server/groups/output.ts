import { z } from "zod";
import { by } from "../access/output.ts";
import { messageState } from "../db/schema/messages.ts";
import { category, verdict } from "../failures/output.ts";
import { answer, blindness } from "../queues/output.ts";
import { shownLine } from "../text/output.ts";
import { statuses } from "./status.ts";

/** A replay of exactly this group that is not over. */
const groupReplay = z.object({
  id: z.number(),
  state: z.enum(["running", "paused", "observing"]),
  total: z.number(),
  sent: z.number(),
  /** Items that the broker did not take. */
  failed: z.number(),
  cameBack: z.number(),
});

export const groupLine = z.object({
  id: z.number(),
  title: shownLine,
  verdict,
  category,
  downstream: shownLine.nullable(),
  origin: shownLine.nullable(),
  originWords: shownLine.nullable(),
  hasError: z.boolean(),
  queue: shownLine,
  source: shownLine,
  /** The first of its messages and the last one, by death, or by capture where the death is not known. */
  firstSeenAt: z.date(),
  lastSeenAt: z.date(),
  /** That is a death; false: when that message died is not known, and it was then at the latest. */
  firstDeathKnown: z.boolean(),
  lastDeathKnown: z.boolean(),
  status: z.enum(statuses),
  mutedUntil: z.date().nullable(),
  triagedBy: by.nullable(),
  triagedAt: z.date().nullable(),
  assignee: z.string().nullable(),
  note: z.string().nullable(),
  /** Dead at this moment. */
  open: z.number(),
  /** Ever captured. */
  total: z.number(),
  /** Died within the last hour, or captured where the death is not known. */
  hour: z.number(),
  /** Of those, whose death is not known. */
  hourUndated: z.number(),
  /** The same a minute, over the last 10 minutes. */
  perMinute: z.number(),
  /** The same by half-hour over 24 hours, oldest first; the last one runs. */
  spark: z.array(z.number()).readonly(),
  /** Of the 24 hours, whose death is not known. */
  dayUndated: z.number(),
  replay: groupReplay.nullable(),
});
export type GroupLine = Readonly<z.infer<typeof groupLine>>;

export const groupPage = z.object({
  groups: z.array(groupLine).readonly(),
  /** Hand it back as `cursor` for the next page; null: this is the last. */
  next: z.object({ resting: z.number(), hour: z.number(), open: z.number(), id: z.number() }).nullable(),
  asOf: z.date(),
});
export type GroupPage = Readonly<z.infer<typeof groupPage>>;

export const groupsSummary = z.object({
  answer,
  blind: blindness.nullable(),
  /** Groups that wait for somebody. */
  open: z.number(),
});
export type GroupsSummary = Readonly<z.infer<typeof groupsSummary>>;

/** What the newest dead messages of a group have in common. */
const groupSpread = z.object({
  /** How many were looked at. */
  of: z.number(),
  fewestAttempts: z.number().nullable(),
  mostAttempts: z.number().nullable(),
  /** Messages that do not carry a count. */
  unknownAttempts: z.number(),
  keys: z.number(),
  withoutKey: z.number(),
  cameBack: z.number(),
  edited: z.number(),
  duplicates: z.number(),
});
export type GroupSpread = Readonly<z.infer<typeof groupSpread>>;

const groupSample = z.object({
  id: z.number(),
  eventId: z.string().nullable(),
  eventKey: z.string().nullable(),
  eventType: z.string(),
  errorText: z.string().nullable(),
  attempts: z.number().nullable(),
  replayCount: z.number(),
  diedAt: z.date().nullable(),
  diedAfter: z.date().nullable(),
  capturedAt: z.date(),
});
export type GroupSample = Readonly<z.infer<typeof groupSample>>;

const groupAnswerLine = z.object({
  kind: z.enum(["verdict", "rate", "status", "attempts", "keys", "lineage", "duplicates"]),
  tone: z.enum(["bad", "warn", "ok", "none"]),
  text: shownLine,
});
export type GroupAnswerLine = Readonly<z.infer<typeof groupAnswerLine>>;

const groupAnswer = z.object({ title: shownLine, lines: z.array(groupAnswerLine).readonly() });
export type GroupAnswer = Readonly<z.infer<typeof groupAnswer>>;

export const groupFacts = z.object({
  group: groupLine,
  evidence: z.array(shownLine).readonly(),
  errorType: shownLine.nullable(),
  errorText: z.string().nullable(),
  frame: shownLine.nullable(),
  states: z.array(z.object({ state: z.enum(messageState.enumValues), n: z.number() })).readonly(),
  types: z.array(z.object({ type: shownLine, n: z.number() })).readonly(),
  spread: groupSpread,
  samples: z.array(groupSample).readonly(),
  answer: groupAnswer,
  asOf: z.date(),
});
export type GroupPageFacts = Readonly<z.infer<typeof groupFacts>>;

export const assigned = z.object({ assignee: z.string().nullable() });
