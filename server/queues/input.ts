import { z } from "zod";
import { cleanText } from "../text/clean.ts";

const id = z.number().int().positive();

const reason = z
  .string()
  .trim()
  .min(1, "A reason is needed.")
  .max(500, "A reason may have up to 500 characters.")
  .transform((text) => cleanText(text, 500));

export const queueId = z.object({ id });
export type QueueId = z.infer<typeof queueId>;

export const pause = z.object({ id, reason });
export type Pause = z.infer<typeof pause>;

export const resume = z.object({ id });
export type Resume = z.infer<typeof resume>;

const offset = z.number().int().nonnegative();
/** Partitions with the offsets below which everything is to go, as the plan has shown them. */
export const purge = z.object({
  id,
  parts: z
    .array(z.object({ partition: offset, before: offset }))
    .min(1, "Name at least one partition.")
    .max(10_000, "Name up to 10,000 partitions.")
    .refine((parts) => new Set(parts.map(({ partition }) => partition)).size === parts.length, "Name each partition once.")
    .readonly(),
  reason,
});
export type Purge = z.infer<typeof purge>;
