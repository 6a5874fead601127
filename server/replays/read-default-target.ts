import type { QueueConfig } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { placesOf } from "../selections/places.ts";
import { defaultTarget } from "./default-target.ts";
import type { DefaultTargetInput } from "./input.ts";

/** Where a replay of this selection goes unless somebody chooses, as the configuration says of its queues. */
export async function readDefaultTarget(ctx: Ctx, { selection }: DefaultTargetInput): Promise<QueueConfig["target"]> {
  return defaultTarget(ctx.config, await placesOf(ctx, selection));
}
