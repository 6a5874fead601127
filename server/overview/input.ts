import { z } from "zod";
import { ranges } from "./words.ts";

export const inflowInput = z.object({ range: z.enum(ranges).default("1h") });
