import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Ctx } from "../server/context.ts";
import { startReplay } from "../server/replays/start.ts";
import { startWorker } from "../server/testing/worker.ts";
import { median, printResult, rateRow } from "./table.ts";

export interface ReplayTimes {
  readonly perSecond: number;
  /** Freezing the selection, in milliseconds. */
  readonly freezing: number;
  /** The worker's memory at most, in bytes. */
  readonly memory: number;
}

/**
 * Captures `count` dead letters that wait, then sends all of them to `work` by a worker process of its own. Timed from the first claim
 * until all are sent; freezing the selection is timed apart.
 */
export async function timeReplay(ctx: Ctx, at: { count: number; yaml: string; databaseUrl: string; work: string }): Promise<ReplayTimes> {
  const { count, yaml, databaseUrl, work } = at;
  const taker = await startWorker({ yaml, databaseUrl });
  await untilDead(ctx, count);
  await taker.kill("SIGTERM");
  const startedAt = performance.now();
  const selection = { filter: "", asOf: new Date(Date.now() + 60_000).toISOString() };
  const { id } = await startReplay(ctx, { selection, target: { to: "queue", queue: work }, rate: null, reason: "bench" });
  const freezing = performance.now() - startedAt;
  const worker = await startWorker({ yaml, databaseUrl });
  await untilFirst(ctx, id);
  let memory = 0;
  const watch = setInterval(() => (memory = Math.max(memory, residentBytes(worker.pid))), 100);
  const perSecond = await timeRate(count, () => untilSent(ctx, id));
  clearInterval(watch);
  await worker.kill("SIGTERM");
  return { perSecond, freezing, memory };
}

/** The table of a bench of replays beside its peer. */
export function printReplay(
  name: string,
  peer: { readonly way: string; readonly rates: readonly number[] },
  ours: readonly ReplayTimes[],
): void {
  const base = median(peer.rates);
  const rates = ours.map(({ perSecond }) => perSecond);
  const freezing = (median(ours.map((times) => times.freezing)) / 1_000).toFixed(1);
  const memory = Math.round(Math.max(...ours.map((times) => times.memory)) / 1_048_576);
  printResult(name, [
    { ...rateRow(peer.way, peer.rates, base), "freezing s": "-", "worker MB": "-" },
    { ...rateRow("replay, intents and outcomes recorded", rates, base), "freezing s": freezing, "worker MB": memory },
  ]);
}

async function untilDead(ctx: Ctx, count: number): Promise<void> {
  for (let n = 0; n < count; await delay(50)) {
    n = (await ctx.sql<{ n: number }[]>`select coalesce(sum(n), 0)::int as n from day_counts where state = 'dead'`)[0]?.n ?? 0;
  }
}

/** The time of a process to start is not the replay's. */
async function untilFirst(ctx: Ctx, id: number): Promise<void> {
  while ((await ctx.sql`select 1 from replay_batches where replay_id = ${id}`).length === 0) await delay(2);
}

async function untilSent(ctx: Ctx, id: number): Promise<void> {
  for (let state = "running"; state === "running"; await delay(20)) {
    state = (await ctx.sql<{ state: string }[]>`select state from replays where id = ${id}`)[0]?.state ?? "";
    if (state === "paused") throw new Error("The replay paused itself.");
  }
}

/** How many a second, when `work` does `count` of them. */
export async function timeRate(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (count * 1_000) / (performance.now() - start);
}

function residentBytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}
