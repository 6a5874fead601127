import { expect, test, vi } from "vitest";
import { itemStates, observeAndAsk, openReplays, sendAs } from "../testing/replays.ts";
import { machineClock } from "../db/read-now.ts";
import { getReplay } from "./get.ts";
import { markLost } from "./send/give-up.ts";
import { pauseReplay } from "./pause.ts";
import { resumeReplay } from "./resume.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 60_000, interval: 50 };
const hour = 3_600_000;
const cap = 40;
const count = 240;

test("two workers whose clocks are two hours apart share a replay: each message goes once, at its rate, watched to its end, and nobody is taken for dead", async () => {
  const sentAt: number[] = [];
  const { ctx, ids, sent } = await openReplays(count, (broker) => ({
    ...broker,
    depth: async () => ({ ready: 0, oldestAt: null, expiresAt: null }),
    publish: (...asked) => {
      sentAt.push(performance.now());
      return broker.publish(...asked);
    },
  }));
  const config = { ...ctx.config, observeSeconds: 2 };
  const early = { ...ctx, config, clock: () => new Date(Date.now() - hour) };
  const late = { ...ctx, config, clock: () => new Date(Date.now() + hour) };
  const stages = { canary: 5, ramp: false };
  const target = { to: "queue", queue: "orders.work" } as const;
  const { id } = await startReplay({ ...ctx, config }, { selection: { ids }, target, rate: cap, stages, reason: "try" });
  await sendAs(early, "early");
  await sendAs(late, "late");
  let turn = 0;
  await vi.waitFor(async () => {
    const worker = turn++ % 2 ? early : late;
    await markLost(worker);
    await observeAndAsk(worker);
    expect(await itemStates(ctx, id)).toEqual({ presumed_ok: count });
  }, soon);
  expect(new Set(sent()).size).toBe(count);
  expect(sent()).toHaveLength(count);
  const windows = sentAt.map((from) => sentAt.filter((at) => at >= from && at < from + 2_000).length);
  // Two seconds, and a full bucket of one more.
  expect(Math.max(...windows)).toBeLessThanOrEqual(cap * 3 * 1.1);
  const replay = await getReplay(ctx, { id });
  expect(replay).toMatchObject({ state: "completed", counts: { presumedOk: count, unknown: 0, cameBack: 0 } });
}, 90_000);

test("what a person accepts is dated by the database, whatever the machine's clock says", async () => {
  const { ctx, ids } = await openReplays(3);
  const ahead = { ...ctx, clock: Object.assign(() => new Date(Date.now() + hour), machineClock) };
  const { id } = await startReplay(ctx, { selection: { ids }, target: { to: "queue", queue: "orders.work" }, rate: null, reason: "try" });
  await pauseReplay(ctx, { id, reason: "wait" });
  await resumeReplay(ahead, { id, reason: "go on" });
  const [row] = await ctx.sql`
    select abs(extract(epoch from clock_timestamp() - (accepted ->> 'at')::timestamptz)) < 60 as "isNow" from replays where id = ${id}`;
  expect(row).toEqual({ isNow: true });
});
