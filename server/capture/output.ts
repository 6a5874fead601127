import { z } from "zod";
import { originRecord } from "../failures/output.ts";
import type { Original } from "./original.ts";

export const original = z.discriminatedUnion("there", [
  z.object({ there: z.literal(false), at: originRecord }),
  z.object({
    there: z.literal(true),
    at: originRecord,
    same: z.object({ body: z.boolean(), key: z.boolean() }),
    size: z.number(),
    text: z.string().nullable(),
    isNull: z.boolean(),
  }),
]) satisfies z.ZodType<Original>;
