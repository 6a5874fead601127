import { z } from "zod";
import { storable } from "../text/input.ts";
import { breakerStates } from "./reading.ts";

/** How far back the timeline looks. */
export const breakersInput = z.object({ range: z.enum(["1h", "24h", "7d"]).default("1h") });
export type BreakersInput = z.infer<typeof breakersInput>;

const name = storable(z.string().trim().min(1).max(200));
const count = z.number().int().min(0).max(1e15).nullable().default(null);
const percent = z.number().min(0).max(100).nullable().default(null);

/** What one process says of its breakers: all of them that are of this downstream. */
export const pushInput = z.object({
  /** As redrive.yaml calls it. */
  downstream: z.string().min(1).max(63),
  /** The process: a host, a pod. */
  instance: name,
  breakers: z
    .array(
      z.object({
        breaker: name,
        state: z.enum(breakerStates).exclude(["unknown"]),
        failureRate: percent,
        threshold: percent,
        calls: count,
        rejected: count,
      }),
    )
    .min(1)
    .max(50),
});
export type Push = z.output<typeof pushInput>;
