import { z } from "zod";
import type { Payload } from "./payload.ts";

export const payload = z.object({
  version: z.number(),
  size: z.number(),
  isNull: z.boolean(),
  gzip: z.boolean(),
  text: z.string().nullable(),
  base64: z.string().nullable(),
  truncated: z.boolean(),
  json: z.boolean(),
}) satisfies z.ZodType<Payload>;
