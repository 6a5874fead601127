import { z } from "zod";
import { packings } from "../bytes/declared.ts";
import type { Payload } from "./payload.ts";

export const payload = z.object({
  version: z.number(),
  size: z.number(),
  isNull: z.boolean(),
  packing: z.array(z.enum(packings)).readonly(),
  charset: z.string().nullable(),
  words: z.string().nullable(),
  text: z.string().nullable(),
  base64: z.string().nullable(),
  truncated: z.boolean(),
  json: z.boolean(),
}) satisfies z.ZodType<Payload>;
