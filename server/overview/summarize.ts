import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { readCauses } from "../groups/read-causes.ts";
import { readRunning } from "../groups/read-running.ts";
import { readSight } from "../queues/read-sight.ts";
import { blindnessOf } from "../queues/sight.ts";
import { answerOverview, type OverviewFacts } from "./answer.ts";
import type { OverviewSummary } from "./output.ts";

/** The sentence over everything and whether it can be believed. */
export async function summarizeOverview(ctx: Ctx): Promise<OverviewSummary> {
  const { sql } = ctx;
  const [ofQueues, ofImports] = await Promise.all([visibleQueues(ctx, "queue.view"), visibleQueues(ctx, "import.view")]);
  const [sight, causes, running, [expiring], [imports]] = await Promise.all([
    readSight(ctx),
    readCauses(ctx),
    readRunning(ctx),
    sql<NonNullable<OverviewFacts["expiring"]>[]>`
      select name as queue, expires_at as at from queues where watched and ready > 0 and expires_at is not null ${seenIn(sql, ofQueues, sql`id`)} order by expires_at limit 1`,
    sql<[{ n: number }]>`select count(*) as n from failed_imports where message_id is null ${seenIn(sql, ofImports, sql`queue_id`)}`,
  ]);
  const { poison, transient, unknown } = causes.dead;
  return {
    answer: answerOverview({ sight, causes, running, expiring: expiring ?? null, failedImports: imports.n }),
    blind: blindnessOf(sight),
    dead: poison + transient + unknown,
    asOf: sight.now,
  };
}
