import type { Ctx } from "./context.ts";
import { beat, endBeat, newWorkerId, sweepWorkers } from "./process/heartbeat.ts";
import { continueBulks } from "./bulk/continue.ts";
import { runLoop } from "./process/loop.ts";
import { deleteExpired } from "./messages/delete-expired.ts";
import { holdThroughOutage } from "./db/hold.ts";
import { startDeriving } from "./messages/derive/derive-stale.ts";
import { sweepCounts } from "./messages/sweep-counts.ts";
import { collectSource } from "./capture/collect.ts";
import { sweepDepths } from "./queues/sweep-depths.ts";
import { findLost } from "./replays/send/find-lost.ts";
import { runReplays } from "./replays/send/send-replays.ts";
import { markLost } from "./replays/send/give-up.ts";
import { observeReplays } from "./replays/observe.ts";
import { forgetItems } from "./replays/items/forget.ts";
import { sweepReplayCounts } from "./replays/sweep-counts.ts";

const beatMs = 3_000;
const sweepMs = 600_000;
const expireMs = 3_600_000;
const watchMs = 1_000;

/**
 * Everything that a worker does, until the signal aborts; resolves when what was begun has ended: batches are settled, items have their
 * outcome. Any number of workers may run; they share queues and items.
 */
export async function work(ctx: Ctx, signal: AbortSignal): Promise<void> {
  const workerId = newWorkerId();
  const { log } = ctx;
  // Whoever holds items must be seen to live, from before the first until after the last.
  const last = new AbortController();
  await holdThroughOutage(() => beat(ctx, workerId), { signal }).catch(() => {});
  const beats = runLoop("heartbeat", () => beat(ctx, workerId), { everyMs: beatMs, signal: last.signal, log });
  await Promise.all([
    ...ctx.config.sources.map((source) => collectSource(ctx, source, signal)),
    runReplays(ctx, workerId, signal),
    runLoop("continue bulk acts", () => continueBulks(ctx), { everyMs: watchMs, signal, log }),
    runLoop("mark lost items", () => markLost(ctx), { everyMs: watchMs, signal, log }),
    runLoop("find lost items", () => findLost(ctx), { everyMs: 5_000, signal, log }),
    runLoop("observe replays", () => observeReplays(ctx), { everyMs: watchMs, signal, log }),
    runLoop("sweep depths", () => sweepDepths(ctx), { everyMs: sweepMs, signal, log }),
    runLoop("delete expired", () => deleteExpired(ctx, signal, forgetItems).then(() => {}), { everyMs: expireMs, signal, log }),
    runLoop("derive messages again", startDeriving(ctx, signal), { everyMs: 5_000, signal, log }),
    runLoop("sweep counts", () => sweepCounts(ctx), { everyMs: sweepMs, signal, log }),
    runLoop("sweep replay counts", () => sweepReplayCounts(ctx), { everyMs: 30_000, signal, log }),
    runLoop("sweep workers", () => sweepWorkers(ctx), { everyMs: sweepMs, signal, log }),
  ]);
  last.abort();
  await beats;
  await endBeat(ctx, workerId).catch((err: unknown) => log.warn({ err }, "the last heartbeat stays"));
}
