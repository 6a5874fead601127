import { z } from "zod";
import { cleanText } from "../text/clean.ts";

export const jumpInput = z.object({
  text: z
    .string()
    .max(200)
    .transform((text) => cleanText(text, 200).trim()),
});
