import { z } from "zod";
import { by } from "../access/output.ts";
import { messageState } from "../db/schema/messages.ts";
import { shownLine } from "../text/output.ts";
import { bulkState } from "../db/schema/selections.ts";

const skippedBy = z.partialRecord(z.enum([...messageState.enumValues, "deleted"]), z.number());

export const bulkLine = z.object({
  id: z.number(),
  state: z.enum(bulkState.enumValues),
  to: z.enum(["discarded", "dead"]),
  selection: shownLine,
  by,
  total: z.number(),
  changed: z.number(),
  skipped: z.number(),
  skippedBy,
});
export type BulkLine = Readonly<z.infer<typeof bulkLine>>;

export const done = z.object({
  changed: z.number(),
  /** Whose state does not allow it, or no longer. */
  skipped: z.number(),
  skippedBy,
  /** Still to come: the worker goes on with them. */
  waiting: z.number(),
  /** Messages that may match and were not chosen: not all of their bytes could be looked at. */
  unread: z.number(),
  /** Of what was chosen by a filter: the operation that did it, so that it can be taken back. null: the ids are known. */
  operation: z.number().nullable(),
});
export type Done = Readonly<z.infer<typeof done>>;

/** Messages that were captured again after their release. */
export const copies = z.object({
  n: z.number(),
  /** There are more released messages, and only so many of them were looked at; null: all were. */
  lookedAt: z.number().nullable(),
});
export type Copies = Readonly<z.infer<typeof copies>>;
