import { z } from "zod";
import { by } from "../access/output.ts";
import { bulkState } from "../db/schema/selections.ts";

export const bulkLine = z.object({
  id: z.number(),
  state: z.enum(bulkState.enumValues),
  to: z.enum(["discarded", "dead"]),
  selection: z.string(),
  by,
  total: z.number(),
  changed: z.number(),
  skipped: z.number(),
});
export type BulkLine = Readonly<z.infer<typeof bulkLine>>;

export const done = z.object({
  changed: z.number(),
  /** Were no longer in a state that allows it. */
  skipped: z.number(),
  /** Still to come: the worker goes on with them. */
  waiting: z.number(),
});
export type Done = Readonly<z.infer<typeof done>>;
