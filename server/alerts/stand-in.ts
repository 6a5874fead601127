import type { Ctx } from "../context.ts";
import { isAlive, newWorkerId } from "../process/heartbeat.ts";
import { runLoop } from "../process/loop.ts";
import { deliveryTasks } from "./delivery-tasks.ts";
import { startEvaluating } from "./evaluate-alerts.ts";

/** How often. Nothing is captured while no worker runs, so only time brings news. */
const everyMs = 10_000;

/**
 * Evaluates and delivers alerts in place of a worker (decision 31), until one lives and evaluates, or the signal aborts. Rules stay as the last worker
 * wrote them: the configuration of this process may be an older one. It has no heartbeat, so that rules see that no worker runs.
 */
export async function standIn(ctx: Ctx, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const evaluate = startEvaluating({ syncs: false });
  let lastTurn: Date | null = null;
  const turn = async () => {
    if (lastTurn && (await hasReturned(ctx, lastTurn))) return over.abort();
    await evaluate(ctx, { gapMs: everyMs / 2 });
    lastTurn = (await ctx.sql<{ at: Date }[]>`select evaluated_at as at from alert_turns`)[0]?.at ?? null;
  };
  const id = newWorkerId();
  ctx.log.warn("no worker evaluates alerts: this process evaluates and delivers them until one does");
  const tasks = deliveryTasks.map((task) => task(ctx, { id, signal: until }));
  await runLoop("stand in for a worker", turn, { everyMs, signal: until, log: ctx.log });
  await Promise.all(tasks);
  if (!signal.aborted) ctx.log.info("a worker evaluates alerts again");
}

/** Whether a worker lives, and somebody else has evaluated since. One that lives and does not evaluate has not returned. */
async function hasReturned({ sql }: Ctx, lastTurn: Date): Promise<boolean> {
  const [seen] = await sql<[{ is: boolean }]>`
    select exists (select from alert_turns where date_trunc('milliseconds', evaluated_at) > ${lastTurn}) and exists (select from workers where ${isAlive(sql)}) as is`;
  return seen.is;
}
