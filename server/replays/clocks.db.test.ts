import { expect, test, vi } from "vitest";
import { bank } from "../testing/downstreams.ts";
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

test("a worker whose clock steps back five minutes while it sends goes on at its rate, and each message goes once", async () => {
  const { ctx, ids, sent } = await openReplays(60);
  let stepMs = 0;
  const stepping = {
    ...ctx,
    config: { ...ctx.config, observeSeconds: 2 },
    clock: Object.assign(() => new Date(Date.now() + stepMs), machineClock),
  };
  const target = { to: "queue", queue: "orders.work" } as const;
  const { id } = await startReplay(stepping, { selection: { ids }, target, rate: 20, reason: "try" });
  await sendAs(stepping, "one");
  await vi.waitFor(() => expect(sent().length).toBeGreaterThan(10), soon);
  stepMs = -5 * 60_000;
  await vi.waitFor(async () => {
    await markLost(stepping);
    await observeAndAsk(stepping);
    expect(await itemStates(ctx, id)).toEqual({ presumed_ok: 60 });
  }, soon);
  expect([sent().length, new Set(sent()).size]).toEqual([60, 60]);
  expect((await getReplay(stepping, { id })).answer).not.toContain("-");
}, 90_000);

test("what a worker with a fast clock holds for 30 s is due then for all workers", async () => {
  const { ctx, ids, memory } = await openReplays(3);
  const ahead = { ...ctx, clock: Object.assign(() => new Date(Date.now() + hour), machineClock) };
  await startReplay(ctx, { selection: { ids }, target: { to: "queue", queue: "orders.work" }, rate: null, reason: "try" });
  // What they need is to be derived again, so no check can know whether it is open.
  await ctx.sql`update messages set needs = null`;
  const stop = await sendAs({ ...ahead, config: { ...ctx.config, downstreams: [bank("http://127.0.0.1:1")] } }, "fast");
  const held = () => ctx.sql<{ until: number }[]>`
    select extract(epoch from held_until - clock_timestamp())::float as until from replay_items where state = 'held'`;
  await vi.waitFor(async () => expect(await held()).toHaveLength(3), soon);
  await stop();
  for (const { until } of await held()) expect(until).toBeLessThanOrEqual(30);
  await ctx.sql`update replay_items set held_until = clock_timestamp() - interval '1 s'`;
  const slow = { ...ctx, clock: Object.assign(() => new Date(Date.now() - hour), machineClock) };
  await sendAs(slow, "slow");
  await vi.waitFor(() => expect(memory.server.queue("orders.work").ready).toHaveLength(3), soon);
});

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
