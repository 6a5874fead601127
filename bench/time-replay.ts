import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Ctx } from "../server/context.ts";
import { skipCanary } from "../server/replays/skip-canary.ts";
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
 * until all are sent; freezing the selection is timed apart. `staged`: a canary goes before, and is skipped: the time begins with the rest.
 */
export async function timeReplay(
  ctx: Ctx,
  at: { readonly count: number; readonly yaml: string; readonly databaseUrl: string; readonly work: string; readonly staged?: boolean },
): Promise<ReplayTimes> {
  const { count, yaml, databaseUrl, work, staged = false } = at;
  const taker = await startWorker({ yaml, databaseUrl });
  await untilDead(ctx, count);
  await taker.kill("SIGTERM");
  const startedAt = performance.now();
  const selection = { filter: "", asOf: new Date(Date.now() + 60_000).toISOString() };
  const { id } = await startReplay(ctx, {
    selection,
    target: { to: "queue", queue: work },
    rate: null,
    reason: "bench",
    stages: { canary: staged ? 5 : 0, ramp: false },
  });
  const freezing = performance.now() - startedAt;
  const worker = await startWorker({ yaml, databaseUrl });
  if (staged) await passCanary(ctx, id);
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
  staged: readonly ReplayTimes[] = [],
): void {
  const base = median(peer.rates);
  const row = (way: string, times: readonly ReplayTimes[]) => ({
    ...rateRow(
      way,
      times.map(({ perSecond }) => perSecond),
      base,
    ),
    "freezing s": (median(times.map(({ freezing }) => freezing)) / 1_000).toFixed(1),
    "worker MB": Math.round(Math.max(...times.map(({ memory }) => memory)) / 1_048_576),
  });
  printResult(name, [
    { ...rateRow(peer.way, peer.rates, base), "freezing s": "-", "worker MB": "-" },
    row("replay, intents and outcomes recorded", ours),
    ...(staged.length > 0 ? [row("the same after a canary", staged)] : []),
  ]);
}

async function untilDead(ctx: Ctx, count: number): Promise<void> {
  for (let n = 0; n < count; await delay(50)) {
    n = (await ctx.sql<{ n: number }[]>`select coalesce(sum(n), 0)::int as n from day_counts where state = 'dead'`)[0]?.n ?? 0;
  }
}

async function passCanary(ctx: Ctx, id: number): Promise<void> {
  while ((await ctx.sql`select 1 from replay_stages where replay_id = ${id} and state = 'observing'`).length === 0) await delay(20);
  await skipCanary(ctx, { id, reason: "bench" });
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
