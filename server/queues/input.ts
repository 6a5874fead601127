import { z } from "zod";
import { cleanText } from "../messages/clean.ts";

const id = z.number().int().positive();

export const pause = z.object({
  id,
  reason: z
    .string()
    .trim()
    .min(1, "A reason is needed.")
    .max(500, "A reason may have up to 500 characters.")
    .transform((text) => cleanText(text, 500)),
});
export type Pause = z.infer<typeof pause>;

export const resume = z.object({ id });
export type Resume = z.infer<typeof resume>;
