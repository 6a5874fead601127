import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Ctx } from "../../context.ts";
import type { Broker } from "../../sources/port.ts";
import { openReplays } from "../../testing/replays.ts";
import { changeRate } from "../change-rate.ts";
import { pauseReplay } from "../pause.ts";
import { startReplay } from "../start.ts";

const seconds = 22;
const cap = 60;
/** Workers that stand still for a second lose what the full bucket cannot hold; a window in which this process and its database stood still for half of that is asked less. */
const calmMs = 500;

/** Asks the database again and again. Answers for how long a stretch of time this took longer than it should. */
function watchStarving(ctx: Ctx) {
  const lates: { readonly at: number; readonly ms: number }[] = [];
  const stop = new AbortController();
  const everyMs = 50;
  const done = (async () => {
    while (!stop.signal.aborted) {
      const at = performance.now();
      await ctx.sql`select 1 as one`;
      await delay(everyMs);
      lates.push({ at, ms: Math.max(0, performance.now() - at - everyMs - 20) });
    }
  })();
  return {
    starvedMs: (from: number, to: number) => lates.filter(({ at, ms }) => at + ms > from && at < to).reduce((sum, { ms }) => sum + ms, 0),
    stop: () => {
      stop.abort();
      return done;
    },
  };
}

test("three workers together keep to the rate within a tenth over any ten seconds, and stop within a second of a pause", async () => {
  const sentAt: number[] = [];
  const timed = (broker: Broker): Broker => ({
    ...broker,
    publish: (...asked) => {
      sentAt.push(performance.now());
      return broker.publish(...asked);
    },
  });
  const { ctx, ids, run } = await openReplays(4_000, timed);
  const { id } = await startReplay(ctx, { selection: { ids }, target: { to: "queue", queue: "orders.work" }, rate: cap, reason: "slowly" });
  const began = performance.now();
  await Promise.all(["one", "two", "three"].map(run));
  const { starvedMs, stop } = watchStarving(ctx);
  await delay(seconds * 1_000);
  await pauseReplay(ctx, { id, reason: "enough" });
  const paused = performance.now();
  await delay(2_500);
  expect(sentAt.filter((at) => at > paused + 1_000)).toEqual([]);
  // Any ten seconds that begin with a send, once the bucket has filled for the first time.
  const windows = sentAt.filter((at) => at > began + 1_000 && at < paused - 10_000);
  const counts = windows.map((from) => sentAt.filter((at) => at >= from && at < from + 10_000).length);
  await stop();
  const calm = counts.filter((_, nth) => starvedMs((windows[nth] ?? 0) - 1_000, (windows[nth] ?? 0) + 10_000) < calmMs);
  expect(Math.max(...counts)).toBeLessThanOrEqual(cap * 10 * 1.1);
  // A machine that stands still for a moment sends less in the windows around it: there only the best is asked.
  expect(Math.max(...counts)).toBeGreaterThanOrEqual(cap * 10 * 0.9);
  expect(Math.min(...calm)).toBeGreaterThanOrEqual(cap * 10 * 0.9);
  await changeRate(ctx, { id, rate: null });
}, 60_000);
