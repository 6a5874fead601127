import type { Ctx } from "../context.ts";
import { blindnessOf } from "../queues/sight.ts";
import { readSight } from "../queues/read-sight.ts";
import { answerGroups } from "./answer.ts";
import { readCauses } from "./read-causes.ts";
import { readRunning } from "./read-running.ts";
import type { GroupsSummary } from "./output.ts";

/** The sentence over the groups and whether it can be believed. */
export async function summarizeGroups(ctx: Ctx): Promise<GroupsSummary> {
  const [sight, causes, running] = await Promise.all([readSight(ctx), readCauses(ctx), readRunning(ctx)]);
  return { answer: answerGroups({ sight, causes, running }), blind: blindnessOf(sight), open: causes.open };
}
