import { z } from "zod";
import { id, instant, storable, version } from "../text/input.ts";
import { filterText } from "./input.ts";

const filter = filterText.default("");

export const listMessagesInput = z.object({
  filter,
  /** The last row of the page before. */
  cursor: z.object({ sortAt: instant, id }).nullish(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type ListMessages = z.infer<typeof listMessagesInput>;

export const filterInput = z.object({ filter });
export const newerInput = z.object({ filter, since: z.number().int().min(0) });
export const idInput = z.object({ id });
export const completeInput = z.object({ qualifier: storable(z.string().max(40)), part: storable(z.string().max(200)) });
export const payloadInput = z.object({ id, version: version.nullish() });
