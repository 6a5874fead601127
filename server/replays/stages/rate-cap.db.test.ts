import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Ctx } from "../../context.ts";
import type { Broker } from "../../sources/port.ts";
import { openReplays } from "../../testing/replays.ts";
import { changeRate } from "../change-rate.ts";
import { pauseReplay } from "../pause.ts";
import { inHand } from "../send/batch.ts";
import { startReplay } from "../start.ts";

const cap = 60;
const windowMs = 10_000;
/** A bucket keeps one second: where this process or its database stood still for longer at once, what came after that is lost. A window with a stop of half of it says nothing of the least. */
const calmMs = 500;
/** Windows begin with each send: ten seconds of them. */
const enough = cap * 10;

/** Asks the database again and again. Answers by how much it was late at most in a stretch of time. */
function watchStops(ctx: Ctx) {
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
    latestMs: (from: number, to: number) => Math.max(0, ...lates.flatMap(({ at, ms }) => (at + ms > from && at < to ? [ms] : []))),
    stop: () => {
      stop.abort();
      return done;
    },
  };
}

test("three workers together keep to the rate within a tenth over any ten seconds, and after a pause send only what they had in hand", async () => {
  const sentAt: number[] = [];
  const timed = (broker: Broker): Broker => ({
    ...broker,
    publish: (...asked) => {
      sentAt.push(performance.now());
      return broker.publish(...asked);
    },
  });
  const { ctx, ids, run } = await openReplays(6_000, timed);
  const { id } = await startReplay(ctx, { selection: { ids }, target: { to: "queue", queue: "orders.work" }, rate: cap, reason: "slowly" });
  await Promise.all(["one", "two", "three"].map(run));
  const { latestMs, stop } = watchStops(ctx);
  onTestFinished(stop);
  const began = performance.now();
  const over = (from: number, to: number) => sentAt.filter((at) => at > from && at <= to).length;
  /** Any ten seconds after the first second: most is sent in those that begin with a send, least in those that begin just after one. */
  const windows = () =>
    sentAt
      .filter((at) => at > began + 1_000 && at <= performance.now() - windowMs)
      .map((from) => ({ n: over(from, from + windowMs), isCalm: latestMs(from - 1_000, from + windowMs) < calmMs }));
  // Those that the machine kept from working prove nothing of the lower bound: it goes on until enough of them were calm.
  await vi.waitFor(() => expect(windows().filter(({ isCalm }) => isCalm).length).toBeGreaterThan(enough), {
    timeout: 90_000,
    interval: 2_000,
  });
  await pauseReplay(ctx, { id, reason: "enough" });
  const inTheirHand = await ctx.sql`select 1 from replay_items i where i.replay_id = ${id} and i.state = 'selected' and ${inHand(ctx.sql)}`;
  const paused = performance.now();
  const counts = windows();
  await delay(2_500);
  expect(over(paused, performance.now())).toBeLessThanOrEqual(inTheirHand.length);
  expect(over(paused + 1_000, performance.now())).toBe(0);
  const most = Math.max(...counts.map(({ n }) => n + 1));
  const least = Math.min(...counts.flatMap(({ n, isCalm }) => (isCalm ? [n] : [])));
  expect(most).toBeLessThanOrEqual(cap * 10 * 1.1);
  expect(least).toBeGreaterThanOrEqual(cap * 10 * 0.9);
}, 150_000);

test("another rate acts within a second on all workers", async () => {
  const sentAt: number[] = [];
  const { ctx, ids, run } = await openReplays(2_000, (broker) => ({
    ...broker,
    publish: (...asked) => {
      sentAt.push(performance.now());
      return broker.publish(...asked);
    },
  }));
  const { id } = await startReplay(ctx, { selection: { ids }, target: { to: "queue", queue: "orders.work" }, rate: 100, reason: "fast" });
  await Promise.all(["one", "two", "three"].map(run));
  await vi.waitFor(() => expect(sentAt.length).toBeGreaterThan(100), { timeout: 20_000 });
  await changeRate(ctx, { id, rate: 5 });
  const changed = performance.now();
  await delay(5_000);
  // Four seconds at five, with a second's worth that may have been saved.
  expect(sentAt.filter((at) => at > changed + 1_000).length).toBeLessThanOrEqual(25);
  await changeRate(ctx, { id, rate: null });
  await vi.waitFor(() => expect(sentAt).toHaveLength(2_000), { timeout: 30_000 });
}, 90_000);
