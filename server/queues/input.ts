import { z } from "zod";
import { orderedNumbers } from "../sources/position.ts";
import { reason, smallId as id, storable } from "../text/input.ts";

export const queueId = z.object({ id });
export type QueueId = z.infer<typeof queueId>;

export const pause = z.object({ id, reason });
export type Pause = z.infer<typeof pause>;

export const resume = z.object({ id });
export type Resume = z.infer<typeof resume>;

/** `read`: the log is read again from its first record on. `leave`: older records that are not here stay out, and are not warned of any more. */
export const readAgain = z.object({ id, choice: z.enum(["read", "leave"]), reason });
export type ReadAgain = z.infer<typeof readAgain>;

/** One that does not sort as its numbers do could name more than it was judged by. */
const position = z
  .string()
  .max(100)
  .refine((text) => orderedNumbers(text) !== null, "This is no position of a log.");
/** Parts of a log with the positions before which everything is to go, as the plan has given them. */
export const purge = z.object({
  id,
  parts: z
    .array(z.object({ part: storable(z.string().max(100)), before: position }))
    .min(1, "Name at least one partition.")
    .max(10_000, "Name up to 10,000 partitions.")
    .refine((parts) => new Set(parts.map(({ part }) => part)).size === parts.length, "Name each partition once.")
    .readonly(),
  reason,
});
export type Purge = z.infer<typeof purge>;
