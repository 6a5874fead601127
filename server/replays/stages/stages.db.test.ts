import { expect, test, vi } from "vitest";
import type { Ctx } from "../../context.ts";
import { textHeader } from "../../sources/json-head.ts";
import { createMemoryBroker } from "../../sources/memory/create.ts";
import type { Broker } from "../../sources/port.ts";
import { testContext } from "../../testing/context.ts";
import { testDatabase } from "../../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../../testing/messages.ts";
import { dieAgain, itemStates, observeAndAsk, openReplays, sendAs } from "../../testing/replays.ts";
import { startStaged } from "../../testing/staged-replay.ts";
import { cancelReplay } from "../cancel.ts";
import { getReplay } from "../get.ts";
import { resumeReplay } from "../resume.ts";
import { skipCanary } from "../skip-canary.ts";
import { startReplay } from "../start.ts";

const soon = { timeout: 20_000, interval: 20 };
const to = { to: "queue", queue: "orders.work" } as const;
const reason = "the gateway is back";

const acts = async (ctx: Ctx) =>
  (
    await ctx.sql`select a.data ->> 'act' as act from audit a join principals p on p.id = a.principal_id where p.kind = 'system' order by a.id`
  ).map((row) => row["act"]);

test("a canary is sent alone and watched to its end; then all others follow, each once", async () => {
  const { ctx, id, becomes, sent, look } = await startStaged(1_500, { canary: 5, ramp: false });
  await becomes({ state: "running", stages: ["canary observing", "full waiting"] });
  expect(sent()).toHaveLength(5);
  expect(await itemStates(ctx, id)).toMatchObject({ observing: 5 });
  // From one end to the other of what was chosen.
  const numbers = sent().map((body) => (JSON.parse(body) as { n: number }).n);
  expect(numbers.toSorted((a, b) => a - b)).toEqual([0, 375, 749, 1_124, 1_499].map((n) => expect.closeTo(n, -1)));
  await becomes({ state: "observing", stages: ["canary passed", "full observing"] });
  expect(new Set(sent()).size).toBe(1_500);
  expect(sent()).toHaveLength(1_500);
  await becomes({ state: "completed", stages: ["canary passed", "full passed"] });
  expect(await acts(ctx)).toEqual(["watch", "next", "observe", "complete"]);
  const { stages } = await getReplay(ctx, { id });
  expect(stages.map(({ kind, taken, cameBack, proven }) => ({ kind, taken, cameBack, proven }))).toEqual([
    { kind: "canary", taken: 5, cameBack: 0, proven: 5 },
    { kind: "full", taken: 1_495, cameBack: 0, proven: null },
  ]);
  expect(await look()).toMatchObject({ state: "completed" });
});

test("one of the canary comes back: the replay pauses by itself, and nothing else is sent until a person says so", async () => {
  const opened = await startStaged(300, { canary: 3, ramp: false }, null, 5);
  const { ctx, id, becomes, sent } = opened;
  await becomes({ stages: ["canary observing", "full waiting"] });
  await dieAgain(opened, 0, 1);
  await becomes({ state: "paused", code: "canary_came_back", stages: ["canary observing", "full waiting"] });
  expect((await ctx.sql`select pause_data as data from replays where id = ${id}`)[0]).toEqual({ data: { n: 1, of: 3, percent: 3 } });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await observeAndAsk(ctx);
  expect(sent()).toHaveLength(3);
  // The two others stayed away, and whoever resumes it has seen the one that came back.
  await resumeReplay(ctx, { id, reason: "it was a poison message" });
  await becomes({ state: "observing", stages: ["canary passed", "full observing"] });
  expect(sent()).toHaveLength(300);
  const { stages } = await getReplay(ctx, { id });
  expect(stages[0]).toMatchObject({ taken: 3, cameBack: 1, proven: 2 });
});

test("a canary that came back whole proves nothing: a resume pauses again, and only a skip lets it go on", async () => {
  const opened = await startStaged(100, { canary: 2, ramp: false }, null, 5);
  const { ctx, id, becomes, sent } = opened;
  await becomes({ stages: ["canary observing", "full waiting"] });
  await dieAgain(opened, 0, 2);
  await becomes({ state: "paused", code: "canary_came_back" });
  await resumeReplay(ctx, { id, reason: "try" });
  await becomes({ state: "paused", code: "canary_unproven" });
  expect(sent()).toHaveLength(2);
  await skipCanary(ctx, { id, reason: "deployed since" });
  await becomes({ state: "observing", stages: ["canary stopped", "full observing"] });
  expect(sent()).toHaveLength(100);
  const { stages } = await getReplay(ctx, { id });
  expect(stages[0]).toMatchObject({ reason: { code: "canary_skipped", data: { by: "test", reason: "deployed since" } } });
  await expect(skipCanary(ctx, { id, reason: "again" })).rejects.toThrow("has no canary that could be skipped");
});

test("too many come back of the rest: it pauses; so it does when two fail in a new way", async () => {
  const opened = await startStaged(2_000, { canary: 0, ramp: false }, 25);
  const { ctx, id, becomes, sent } = opened;
  await vi.waitFor(() => expect(sent().length).toBeGreaterThan(20), soon);
  // More than 3 % of what a slow machine has sent until it looks.
  await dieAgain(opened, 0, 6);
  await becomes({ state: "paused", code: "came_back" });
  await resumeReplay(ctx, { id, reason: "seen" });
  const before = sent().length;
  await vi.waitFor(() => expect(sent().length).toBeGreaterThan(before + 80), soon);
  await becomes({ state: "running" });
  await dieAgain(opened, 10, 12, "Shop.OutOfStock");
  await becomes({ state: "paused", code: "new_failures" });
});

test("a ramp begins slowly and doubles by itself; a resume begins it again", async () => {
  const began = performance.now();
  const { ctx, id, becomes, sent } = await startStaged(60, { canary: 0, ramp: true });
  await becomes({ stages: ["ramp sending", "full waiting"] });
  const rate = async () => (await ctx.sql`select rate from replay_stages where replay_id = ${id} and kind = 'ramp'`)[0]?.["rate"];
  const pass = () =>
    ctx.sql`update replay_stages set stepped_at = stepped_at - interval '30 seconds' where replay_id = ${id} and kind = 'ramp'`;
  await vi.waitFor(() => expect(sent().length).toBeGreaterThan(2), soon);
  expect(sent().length).toBeLessThanOrEqual(1 + (performance.now() - began) / 1_000);
  for (const expected of [2, 4]) {
    await pass();
    await vi.waitFor(async () => (await observeAndAsk(ctx), expect(await rate()).toBe(expected)), soon);
  }
  await ctx.sql`update replays set state = 'paused' where id = ${id}`;
  await resumeReplay(ctx, { id, reason: "on" });
  expect(await rate()).toBe(1);
  await ctx.sql`update replays set rate = 2 where id = ${id}`;
  await pass();
  await becomes({ stages: ["ramp passed", "full sending"] });
  expect(await acts(ctx)).toEqual(["step", "step", "next"]);
  await cancelReplay(ctx, { id, reason: "enough" });
  await becomes({ state: "cancelled", stages: ["ramp passed", "full stopped"] });
});

test("a canary where nothing is left behind it is the whole replay", async () => {
  const { becomes, sent } = await startStaged(2, { canary: 5, ramp: true });
  await becomes({ state: "completed", stages: ["canary passed", "ramp stopped", "full stopped"] });
  expect(sent()).toHaveLength(2);
});

test("a release takes no canary", async () => {
  const { ctx, ids } = await openReplays(3);
  const input = { selection: { ids }, target: { to: "release" }, rate: null, reason } as const;
  await expect(startReplay(ctx, { ...input, stages: { canary: 1, ramp: false } })).rejects.toThrow("a canary proves nothing");
});

test("where a queue keeps order a canary is the first of its key, and each key goes on in order", async () => {
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.work");
  const broker: Broker = {
    ...memory,
    capabilities: (queue) => ({ ...memory.capabilities(queue), ordered: true }),
    audience: async () => ({ receivers: null, warnings: [] }),
  };
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [shop], observeSeconds: 1 } });
  const plain = await watchQueue(ctx);
  const reader = { ...plain, rules: { ...plain.rules, envelope: { key: "$.key" } } };
  const headers = [textHeader("x-death-queue", "orders.work")];
  const bodies = Array.from({ length: 400 }, (_, n) => ({ key: `ord-${n % 7}`, n }));
  const ids = await capture(
    ctx,
    reader,
    bodies.map((body, at) => rawMessage({ body: Buffer.from(JSON.stringify(body)), headers, position: String(at) })),
  );
  const { id } = await startReplay(ctx, { selection: { ids }, target: to, rate: null, stages: { canary: 5, ramp: false }, reason });
  for (const name of ["one", "two"]) await sendAs(ctx, name);
  const sent = () =>
    memory.server.queue("orders.work").ready.map(({ body }) => JSON.parse(String(Buffer.from(body ?? []))) as { key: string; n: number });
  await vi.waitFor(() => expect(sent()).toHaveLength(5), soon);
  expect(sent().every(({ n }) => n < 7)).toBe(true);
  await vi.waitFor(async () => (await observeAndAsk(ctx), expect(await itemStates(ctx, id)).toEqual({ presumed_ok: 400 })), soon);
  for (const [, ofKey] of Map.groupBy(sent(), ({ key }) => key))
    expect(ofKey.map(({ n }) => n)).toEqual(ofKey.map(({ n }) => n).toSorted((a, b) => a - b));
});
