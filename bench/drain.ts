import { setTimeout as delay } from "node:timers/promises";
import type { QueueConfig } from "../server/config/config.ts";
import type { Ctx } from "../server/context.ts";
import { captureQueue } from "../server/capture/capture.ts";
import { CaptureReport } from "../server/capture/report.ts";

const envelope = { eventId: "$.eventId", eventType: "$.eventType", key: "$.aggregateId" };

/** A queue whose events have an envelope. */
export function benchQueue(name: string, capture: QueueConfig["capture"]): QueueConfig {
  const rules = { envelope, headers: {}, categories: [], ownCode: [], downstreams: [], needs: [] };
  return { name, capture, takeDespiteHazard: false, target: { to: "failed_queue" }, rules };
}

/** Captures `count` messages of a queue of source "bench" that is listed already. */
export async function drainByCapture(ctx: Ctx, { queue, count }: { readonly queue: QueueConfig; readonly count: number }): Promise<void> {
  const [row] = await ctx.sql<{ id: number; last: number }[]>`
    select id, (select coalesce(max(id), 0) from messages) as last from queues where name = ${queue.name}`;
  if (!row) throw new Error("The queue is not listed.");
  const { kind, codec } = ctx.brokers.get("bench");
  const reader = { queueId: row.id, source: "bench", queue: queue.name, kind, rules: queue.rules, codec };
  const stop = new AbortController();
  const done = captureQueue(ctx, { reader, config: queue, report: new CaptureReport(ctx), worker: "bench" }, stop.signal);
  for (let stored = 0; stored < count; ) {
    await delay(20);
    const [now] = await ctx.sql<{ last: number }[]>`select coalesce(max(id), 0) as last from messages`;
    stored = (now?.last ?? 0) - row.last;
  }
  stop.abort();
  await done;
}
