import { z } from "zod";
import { id, smallId } from "../text/input.ts";
import { ranges } from "./words.ts";

export const inflowInput = z.object({
  range: z.enum(ranges).default("1h"),
  /** Only of this queue, or of this group. */
  queueId: smallId.nullish(),
  groupId: id.nullish(),
});
export type ReadInflow = z.infer<typeof inflowInput>;
