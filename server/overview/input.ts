import { z } from "zod";

export const ranges = ["1h", "24h", "7d"] as const;
export type Range = (typeof ranges)[number];

export const inflowInput = z.object({ range: z.enum(ranges).default("1h") });
