import type { Ctx } from "../context.ts";
import { holdThroughOutage } from "../db/hold.ts";
import { beat, beatMs, endBeat, newWorkerId, sweepWorkers } from "./heartbeat.ts";
import { runLoop } from "./loop.ts";

const sweepMs = 600_000;

/** Something that every worker does until the signal aborts. Resolves when all that it began has ended: batches settled, outcomes written. */
export type Task = (ctx: Ctx, worker: { readonly id: string; readonly signal: AbortSignal }) => Promise<void>;

/** A task that is done again and again, `everyMs` after its last turn; at once where `work` answers true. Its owner lists it in its `tasks.ts`. */
export function loop(name: string, everyMs: number, work: (ctx: Ctx, signal: AbortSignal) => Promise<unknown>): Task {
  return (ctx, { signal }) => runLoop(name, async () => (await work(ctx, signal)) === true, { everyMs, signal, log: ctx.log });
}

/**
 * Does all tasks until the signal aborts; resolves when the last of them has ended. Any number of workers may run; they share queues and items. Its
 * heartbeat begins before the first task and ends after the last: whoever holds items must be seen to live.
 */
export async function work(ctx: Ctx, tasks: readonly Task[], signal: AbortSignal): Promise<void> {
  const id = newWorkerId();
  const { log } = ctx;
  const last = new AbortController();
  await holdThroughOutage(() => beat(ctx, id), { signal }).catch(() => {});
  const beats = runLoop("heartbeat", () => beat(ctx, id), { everyMs: beatMs, signal: last.signal, log });
  await Promise.all([...tasks, loop("sweep workers", sweepMs, sweepWorkers)].map((task) => task(ctx, { id, signal })));
  last.abort();
  await beats;
  await endBeat(ctx, id).catch((err: unknown) => log.warn({ err }, "the last heartbeat stays"));
}
