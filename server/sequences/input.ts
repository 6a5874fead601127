import { z } from "zod";
import { id, instant, smallId, sought, storable } from "../text/input.ts";
import { troubles } from "./words.ts";

/** Where a page of keys goes on: after this one, in the order of trouble and time. */
const cursor = z.object({ trouble: z.enum(troubles), since: instant, queueId: smallId, key: storable(z.string().max(200)) });

/** `key`: this key, whether it has trouble or not. */
export const sequencesInput = z.object({
  trouble: z.enum(troubles).optional(),
  key: sought(200),
  cursor: cursor.nullish(),
  limit: z.number().int().min(1).max(100).default(30),
});
export type SequencesInput = z.infer<typeof sequencesInput>;

/** A message. */
export const orderInput = z.object({ id });
export type OrderInput = z.infer<typeof orderInput>;
