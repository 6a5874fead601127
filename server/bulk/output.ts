import { z } from "zod";
import { by } from "../access/output.ts";
import { messageState } from "../db/schema/messages.ts";
import { bulkState } from "../db/schema/selections.ts";

const skippedBy = z.partialRecord(z.enum([...messageState.enumValues, "deleted"]), z.number());

export const bulkLine = z.object({
  id: z.number(),
  state: z.enum(bulkState.enumValues),
  to: z.enum(["discarded", "dead"]),
  selection: z.string(),
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
});
export type Done = Readonly<z.infer<typeof done>>;
