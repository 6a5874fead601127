import { z } from "zod";
import { payload } from "../../payloads/output.ts";
import { shown, shownLine } from "../../text/output.ts";

export const counted = z.object({ n: z.number(), /** There are more. */ atLeast: z.boolean() });

const slot = z.object({
  name: shownLine,
  isActive: z.boolean(),
  inactiveSince: z.number().nullable(),
  walStatus: z.string().nullable(),
  safeBytes: z.number().nullable(),
  limitBytes: z.number().nullable(),
  behindBytes: z.number().nullable(),
});

/** One outbox table. null is unknown. */
export const outboxLine = z.object({
  schema: z.string(),
  table: z.string(),
  unpublished: counted.nullable(),
  failed: counted.nullable(),
  oldestAt: z.date().nullable(),
  /** An older one may wait, so that the lag is `lagMs` at least. */
  oldestIsBound: z.boolean(),
  lagMs: z.number().nullable(),
  publishedAt: z.date().nullable(),
  relay: z.enum(["idle", "recent", "silent", "unknown"]),
  isSampled: z.boolean(),
  /** Why nothing is known of it. */
  reason: shownLine.nullable(),
  /** Its relay reads the database's log, so that its rows tell nothing. */
  readsLog: z.boolean(),
  /** That of the connector; null: there is none, or nobody knows which it is. */
  slot: slot.nullable(),
  /** Why the connector may lose events or stand still; null: nothing says so. */
  slotProblem: shownLine.nullable(),
  warnings: z.array(shownLine).readonly(),
  untold: z.array(shownLine).readonly(),
  /** Published rows that were seen nowhere, in a sentence; null: none are, or nobody knows. */
  unseen: shownLine.nullable(),
  removesPublished: z.boolean(),
  /** Failed rows can be published again now. */
  publishes: z.boolean(),
  /** Why Redrive never publishes a row of it again; null: it does. */
  refusal: shownLine.nullable(),
  /** Why the role may not; null: it may. */
  mayNotPublish: shownLine.nullable(),
});
export type OutboxLine = Readonly<z.infer<typeof outboxLine>>;

const offer = z.object({
  preset: z.string(),
  label: z.string(),
  tables: z
    .array(z.object({ schema: shownLine, table: shownLine, kind: z.enum(["processed", "outbox", "jobs", "sequences", "latest"]) }))
    .readonly(),
  /** Where in redrive.yaml the lines go. */
  under: z.string(),
  lines: z.string(),
});

export const outboxApplication = z.object({
  name: z.string(),
  /** Why its database does not answer; null: it does. */
  away: shownLine.nullable(),
  /** When it was read last; null: not in this process. */
  lastAt: z.date().nullable(),
  outboxes: z.array(outboxLine).readonly(),
  problems: z.array(shownLine).readonly(),
  offers: z.array(offer).readonly(),
});
export type OutboxApplication = Readonly<z.infer<typeof outboxApplication>>;

export const outboxList = z.object({
  answer: z.object({ title: shownLine, sub: shownLine }),
  applications: z.array(outboxApplication).readonly(),
});
export type OutboxList = Readonly<z.infer<typeof outboxList>>;

export const rowState = z.enum(["unpublished", "failed", "published", "other"]);

export const outboxRow = z.object({
  id: z.string(),
  state: rowState,
  eventId: shownLine.nullable(),
  eventType: shownLine.nullable(),
  destination: shownLine.nullable(),
  key: shownLine.nullable(),
  /** Its number among the events of its key. */
  number: z.string().nullable(),
  createdAt: z.date().nullable(),
  attempts: z.number().nullable(),
  error: shown.nullable(),
});
export type OutboxRow = Readonly<z.infer<typeof outboxRow>>;

/** `findOutboxRows`. */
export const outboxRowsFound = z
  .array(
    z.object({
      application: shownLine,
      outbox: z.object({ schema: z.string(), table: z.string() }).nullable(),
      reason: shownLine.nullable(),
      rows: z.array(outboxRow).readonly(),
    }),
  )
  .readonly();

export const outboxRows = z.object({
  /** Why they cannot be read; null: these are they. */
  away: shownLine.nullable(),
  rows: z.array(outboxRow).readonly(),
  /** Hand it back as `cursor` for the next ones; null: these are the last. */
  next: z.string().nullable(),
  /** Only the newest rows of the table were looked at. */
  isCut: z.boolean(),
  /** There are more than can be listed, so that older ones may be missing. */
  isPart: z.boolean(),
});
export type OutboxRows = Readonly<z.infer<typeof outboxRows>>;

export const outboxRowDetail = z.object({
  row: outboxRow,
  publishedAt: z.date().nullable(),
  headers: shown.nullable(),
  /** null: the table holds none. */
  payload: payload.nullable(),
});
export type OutboxRowDetail = Readonly<z.infer<typeof outboxRowDetail>>;

export const published = z.object({
  /** Handed to the relay again. */
  published: z.number(),
  /** No longer failed when it was their turn: not touched. */
  left: z.number(),
  /** The connection died: nobody knows. */
  unknown: z.number(),
  /** Not touched: the first was not published in time, or the database did not answer. */
  untouched: z.number(),
  words: shownLine,
});
export type Published = Readonly<z.infer<typeof published>>;
