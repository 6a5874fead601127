import { z } from "zod";
import { cleanText } from "../text/clean.ts";

const filter = z
  .string()
  .max(2_000, "A filter may have up to 2,000 characters.")
  .transform((text) => cleanText(text, 2_000))
  .default("");

export const listMessagesInput = z.object({
  filter,
  /** The last row of the page before. */
  cursor: z.object({ sortAt: z.iso.datetime(), id: z.number().int() }).nullish(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type ListMessages = z.infer<typeof listMessagesInput>;

export const filterInput = z.object({ filter });
export const newerInput = z.object({ filter, since: z.number().int().min(0) });
export const idInput = z.object({ id: z.number().int().positive() });
export const completeInput = z.object({ qualifier: z.string().max(40), part: z.string().max(200) });
export const payloadInput = z.object({ id: z.number().int().positive(), version: z.number().int().positive().nullish() });
