import { expect, test, vi } from "vitest";
import type { Ctx } from "../../context.ts";
import { textHeader } from "../../sources/json-head.ts";
import { createMemoryBroker } from "../../sources/memory/create.ts";
import { type Broker, BrokerError } from "../../sources/port.ts";
import { testContext } from "../../testing/context.ts";
import { testDatabase } from "../../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../../testing/messages.ts";
import { age, dieAgain, itemStates, observeAndAsk, openReplays, sendAs } from "../../testing/replays.ts";
import { cancelReplay } from "../cancel.ts";
import { getReplay } from "../get.ts";
import { resumeReplay } from "../resume.ts";
import { skipCanary } from "../skip-canary.ts";
import { listReplays } from "../list.ts";
import { reasonWords } from "../words.ts";
import { startReplay } from "../start.ts";
import type { StageChoice } from "./choose.ts";

const soon = { timeout: 20_000, interval: 20 };
const to = { to: "queue", queue: "orders.work" } as const;
const reason = "the gateway is back";

/** A replay in stages whose messages are watched for a second or longer, with two workers that send it. `receives`: what the broker says of its target. */
async function start(count: number, stages: StageChoice, rate: number | null = null, observeSeconds = 1) {
  const target = { consumers: 1 as number | null, ready: 0, inHand: 0, isAway: false, asked: 0 };
  const opened = await openReplays(count, (broker) => ({
    ...broker,
    audience: async () => {
      target.asked++;
      if (target.isAway) throw new BrokerError("unreachable", "Cannot reach the shop.");
      return { receivers: [{ name: "orders.work", consumers: target.consumers }], warnings: [] };
    },
    depth: async () => ({ ready: target.ready, inHand: target.inHand, oldestAt: null, expiresAt: null }),
  }));
  const ctx: Ctx = { ...opened.ctx, config: { ...opened.ctx.config, observeSeconds } };
  const { id } = await startReplay(ctx, { selection: { ids: opened.ids }, target: to, rate, stages, reason });
  for (const name of ["one", "two"]) await sendAs(ctx, name);
  /** Brokers are asked each time, whenever they were asked last. */
  const look = async () => {
    await ctx.sql`update replays set asked_at = null`;
    await observeAndAsk(ctx);
    const [replay] = await ctx.sql<{ state: string; code: string | null; stages: string[] }[]>`
      select state, pause_code as code, (select array_agg(kind || ' ' || state order by nth) from replay_stages where replay_id = ${id}) as stages
      from replays where id = ${id}`;
    return replay;
  };
  const becomes = (expected: object) => vi.waitFor(async () => expect(await look()).toMatchObject(expected), soon);
  return { ...opened, ctx, id, look, becomes, receives: target };
}

const acts = async (ctx: Ctx) =>
  (
    await ctx.sql`select a.data ->> 'act' as act from audit a join principals p on p.id = a.principal_id where p.kind = 'system' order by a.id`
  ).map((row) => row["act"]);

test("a canary is sent alone and watched to its end; then all others follow, each once", async () => {
  const { ctx, id, becomes, sent, look } = await start(1_500, { canary: 5, ramp: false });
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
  const opened = await start(300, { canary: 3, ramp: false }, null, 5);
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
  const opened = await start(100, { canary: 2, ramp: false }, null, 5);
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
  const opened = await start(2_000, { canary: 0, ramp: false }, 50);
  const { ctx, id, becomes, sent } = opened;
  await vi.waitFor(() => expect(sent().length).toBeGreaterThan(20), soon);
  await dieAgain(opened, 0, 3);
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
  const { ctx, id, becomes, sent } = await start(60, { canary: 0, ramp: true });
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
  const { becomes, sent } = await start(2, { canary: 5, ramp: true });
  await becomes({ state: "completed", stages: ["canary passed", "ramp stopped", "full stopped"] });
  expect(sent()).toHaveLength(2);
});

test("a release takes no canary", async () => {
  const { ctx, ids } = await openReplays(3);
  const input = { selection: { ids }, target: { to: "release" }, rate: null, reason } as const;
  await expect(startReplay(ctx, { ...input, stages: { canary: 1, ramp: false } })).rejects.toThrow("a canary proves nothing");
});

const observing = { state: "running", stages: ["canary observing", "full waiting"] };
const passed = { stages: ["canary passed", expect.stringMatching("^full")] };

test("a canary that nobody consumes is no evidence: it passes a whole window after somebody does", async () => {
  const { ctx, id, look, becomes, receives, sent } = await start(100, { canary: 2, ramp: false }, null, 60);
  receives.consumers = 0;
  await becomes(observing);
  await age(ctx, 61);
  await becomes({ state: "paused", code: "canary_unconsumed", stages: ["canary observing", "full waiting"] });
  expect(reasonWords((await getReplay(ctx, { id })).pause ?? { code: "", data: null })).toContain("Nobody consumes orders.work");
  await resumeReplay(ctx, { id, reason: "try" });
  await becomes({ state: "paused", code: "canary_unconsumed" });
  receives.consumers = 1;
  await resumeReplay(ctx, { id, reason: "the consumers are up" });
  await becomes(observing);
  await age(ctx, 50);
  for (let n = 0; n < 3; n++) expect(await look()).toMatchObject(observing);
  expect(sent()).toHaveLength(2);
  const [canary] = (await getReplay(ctx, { id })).stages;
  expect(canary).toMatchObject({ proven: 2, watched: 0, until: expect.any(Date) });
  await age(ctx, 11);
  expect(await look()).toMatchObject(passed);
});

test("the watch of a canary begins anew while nobody consumes it", async () => {
  const { ctx, look, becomes, receives } = await start(100, { canary: 2, ramp: false }, null, 60);
  receives.consumers = 0;
  await becomes(observing);
  await age(ctx, 40);
  expect(await look()).toMatchObject(observing);
  receives.consumers = 1;
  await age(ctx, 40);
  expect(await look()).toMatchObject(observing);
  await age(ctx, 21);
  expect(await look()).toMatchObject(passed);
});

test("where nobody consumes what was sent without a canary, that is said first and is no success", async () => {
  const { ctx, id, becomes, receives } = await start(3, { canary: 0, ramp: false }, null, 60);
  receives.consumers = 0;
  await becomes({ state: "observing" });
  const told = async () => (await getReplay(ctx, { id })).answer;
  expect(await told()).toMatch(/^Nobody consumes orders\.work, so nothing is proven yet\. 3 of 3 sent/);
  // Brokers are asked every few seconds.
  for (const seconds of [30, 31]) {
    await age(ctx, seconds);
    await becomes({ state: "observing" });
  }
  // A day later it is over, and says that nobody was seen to consume it.
  await age(ctx, 86_400);
  await becomes({ state: "completed" });
  expect(await told()).toMatch(/^No consumer of orders\.work was seen, so nothing is proven yet\. 3 of 3 sent/);
  expect((await listReplays(ctx, { show: "all", limit: 30 })).replays).toMatchObject([{ id, unconsumed: ["orders.work"] }]);
});

test("consumers that die after the last message was sent are no success: the window begins again once they are back", async () => {
  const { ctx, id, look, becomes, receives } = await start(50, { canary: 0, ramp: false }, null, 60);
  await becomes({ state: "observing" });
  Object.assign(receives, { consumers: 0, ready: 49 });
  for (const seconds of [0, 30, 31]) {
    await age(ctx, seconds);
    expect(await look()).toMatchObject({ state: "observing" });
  }
  expect((await getReplay(ctx, { id })).answer).toMatch(/^Nobody consumes orders\.work, so nothing is proven yet\. 50 of 50 sent/);
  Object.assign(receives, { consumers: 1, ready: 0 });
  await age(ctx, 50);
  expect(await look()).toMatchObject({ state: "observing" });
  await age(ctx, 11);
  expect(await look()).toMatchObject({ state: "completed" });
});

test("messages that a consumer holds and does not acknowledge are not consumed", async () => {
  const { ctx, id, look, becomes, receives } = await start(50, { canary: 0, ramp: false }, null, 60);
  Object.assign(receives, { inHand: 50 });
  await becomes({ state: "observing" });
  for (const seconds of [0, 30, 31]) {
    await age(ctx, seconds);
    expect(await look()).toMatchObject({ state: "observing" });
  }
  expect((await getReplay(ctx, { id })).answer).toMatch(/^50 messages wait in orders\.work, no fewer than when the last was sent/);
  receives.inHand = 0;
  expect(await look()).toMatchObject({ state: "observing" });
  await age(ctx, 61);
  expect(await look()).toMatchObject({ state: "completed" });
});

test("a canary behind a backlog that does not shrink is not passed; a person may accept that of a queue that is consumed", async () => {
  const { ctx, id, look, becomes, receives } = await start(100, { canary: 2, ramp: false }, null, 60);
  receives.ready = 40;
  await becomes(observing);
  await age(ctx, 61);
  expect(await look()).toMatchObject(observing);
  await age(ctx, 61);
  expect(await look()).toMatchObject({ state: "paused", code: "canary_backlog" });
  await resumeReplay(ctx, { id, reason: "it is always as long" });
  for (let n = 0; n < 3; n++) expect(await look()).toMatchObject(observing);
  await age(ctx, 61);
  expect(await look()).toMatchObject(passed);
});

test("where nobody knows who consumes it, a resume measures a backlog anew", async () => {
  const { ctx, id, look, becomes, receives } = await start(100, { canary: 2, ramp: false }, null, 60);
  Object.assign(receives, { ready: 40, consumers: null });
  await becomes(observing);
  await age(ctx, 121);
  await becomes({ state: "paused", code: "canary_backlog" });
  receives.ready = 90;
  await resumeReplay(ctx, { id, reason: "look again" });
  await becomes(observing);
  await age(ctx, 121);
  await becomes({ state: "paused", code: "canary_backlog" });
  await resumeReplay(ctx, { id, reason: "look again" });
  await becomes(observing);
  receives.ready = 89;
  await age(ctx, 61);
  expect(await look()).toMatchObject(passed);
});

test("a broker that cannot be asked is waited for, then told to a person, and never taken for a pass", async () => {
  const { ctx, id, look, becomes, receives } = await start(100, { canary: 2, ramp: false }, null, 60);
  await becomes(observing);
  receives.isAway = true;
  await age(ctx, 61);
  for (let n = 0; n < 3; n++) expect(await look()).toMatchObject(observing);
  await age(ctx, 61);
  expect(await look()).toMatchObject({ state: "paused", code: "canary_unasked" });
  expect(reasonWords((await getReplay(ctx, { id })).pause ?? { code: "", data: null })).toContain("orders.work: Cannot reach the shop.");
  receives.isAway = false;
  await resumeReplay(ctx, { id, reason: "it is back" });
  await becomes(observing);
  await age(ctx, 61);
  expect(await look()).toMatchObject(passed);
});

test("an unknown item of a canary is no proof", async () => {
  const { ctx, look, becomes } = await start(100, { canary: 3, ramp: false }, null, 60);
  await becomes(observing);
  await ctx.sql`update replay_items set state = 'unknown' where id = (select min(id) from replay_items)`;
  await age(ctx, 61);
  expect(await look()).toMatchObject({ state: "paused", code: "canary_unknown" });
});

test("however many look at a canary, its broker is asked once in five seconds", async () => {
  const { ctx, becomes, receives } = await start(100, { canary: 2, ramp: false }, null, 60);
  await becomes(observing);
  await ctx.sql`update replays set asked_at = clock_timestamp() + interval '1 minute'`;
  await age(ctx, 61);
  const before = receives.asked;
  await ctx.sql`update replays set asked_at = null`;
  await Promise.all(Array.from({ length: 8 }, () => observeAndAsk(ctx)));
  expect(receives.asked - before).toBe(1);
});

test("consumers that go away while it sends pause it; where nobody ever consumed, it goes on", async () => {
  const { ctx, id, becomes, receives, sent } = await start(3_000, { canary: 0, ramp: false }, 50);
  const asked = () => ctx.sql`update replays set asked_at = null where id = ${id}`;
  await vi.waitFor(() => expect(sent().length).toBeGreaterThan(0), soon);
  await becomes({ state: "running" });
  receives.consumers = 0;
  await asked();
  await becomes({ state: "paused", code: "consumers_gone" });
  await resumeReplay(ctx, { id, reason: "they come later" });
  await asked();
  await becomes({ state: "running" });
  await cancelReplay(ctx, { id, reason: "enough" });
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
