import { expect, test, vi } from "vitest";
import { listBreakers } from "../downstreams/list.ts";
import { actuatorBody } from "../testing/actuator.ts";
import { bankTarget, startBank } from "../testing/bank.ts";
import { dieAgain, observeLater } from "../testing/replays.ts";
import { gatherNext } from "./gather.ts";
import { getReplay } from "./get.ts";
import { listItems } from "./items/list.ts";
import { observeReplays } from "./observe.ts";
import { overrideBreaker } from "./override-breaker.ts";
import { readPlan } from "./read-plan.ts";

const soon = { timeout: 20_000, interval: 10 };

test("a replay of many holds what needs an open downstream, sends the rest, and goes on by itself: a few once it has closed, all once it was closed for long enough", async () => {
  const { ctx, ids, bankServer, pass, sent, held, begin } = await startBank("OPEN", 20);
  const plan = await readPlan(ctx, { selection: { ids: [...ids] }, target: bankTarget });
  expect(plan.checks.find(({ key }) => key === "breaker")).toMatchObject({ n: 10, effect: "hold", details: ["bank is open."] });
  expect(plan).toMatchObject({ sendable: 20, held: 10, answer: { title: "Not now: bank is open, so 10 of 20 wait." } });
  const { id } = await begin();
  await vi.waitFor(async () => expect(await held()).toBe(10), soon);
  await vi.waitFor(() => expect(sent().toSorted((a, b) => a - b)).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19]), soon);
  const board = await listBreakers(ctx, { range: "1h" });
  expect(board.answer.title).toBe(`bank is open and holds 10 messages of rpl-${id}.`);
  expect(board.breakers).toMatchObject([
    {
      name: "bank",
      state: "open",
      failureRate: 94,
      threshold: 50,
      held: 10,
      stale: false,
      method: "reported",
      waiting: [{ id, isPaused: false, held: 10, forCanary: false }],
    },
  ]);
  await pass(30);
  bankServer.body = actuatorBody("CLOSED");
  await pass(10);
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([15, 5]), soon);
  await pass(5);
  expect(await held()).toBe(5);
  await pass(60);
  expect(await held()).toBe(5);
  await observeLater(ctx, 61);
  await pass(1);
  await vi.waitFor(() => expect(sent()).toHaveLength(20), soon);
  expect(new Set(sent()).size).toBe(20);
  const changes = await ctx.sql`select from_state as "from", to_state as to from breaker_transitions where voice = 'reported' order by id`;
  expect(changes).toEqual([
    { from: null, to: "open" },
    { from: "open", to: "closed" },
  ]);
});

test("a breaker that opens while a replay runs holds what is left", async () => {
  const { bankServer, pass, sent, held, begin, ids } = await startBank("CLOSED", 40);
  await begin(ids.slice(0, 20));
  await vi.waitFor(() => expect(sent()).toHaveLength(20), soon);
  bankServer.body = actuatorBody("FORCED_OPEN");
  await pass(5);
  await begin(ids.slice(20));
  await vi.waitFor(async () => expect(await held()).toBe(10), soon);
  await vi.waitFor(() => expect(sent()).toHaveLength(30), soon);
});

test("half-open lets a few through at a time, and the plan says how many at once", async () => {
  const { ctx, pass, sent, held, begin, ids } = await startBank("HALF_OPEN", 40);
  const planned = (some: readonly number[], canary = 0) =>
    readPlan(ctx, { selection: { ids: [...some] }, target: bankTarget, rate: null, stages: { canary, ramp: false } });
  expect(await planned(ids)).toMatchObject({ sendable: 40, held: 20, trials: 5 });
  expect(await planned(ids, 2)).toMatchObject({ held: 20, trials: 2 });
  expect(await planned(ids.slice(0, 4))).toMatchObject({ held: 2, trials: 2 });
  await begin(ids.filter((_, n) => n % 2 === 0));
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([5, 15]), soon);
  await pass(5);
  expect(await held()).toBe(15);
  await pass(6);
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([10, 10]), soon);
});

test("what was tried while half-open and came back pauses nothing: the rest waits, and goes on when it has closed", async () => {
  const bank = await startBank("HALF_OPEN", 40);
  const { ctx, bankServer, pass, sent, held, begin, ids } = bank;
  const { id } = await begin(ids);
  const state = async () => (await ctx.sql`select state, pause_code as pause from replays where id = ${id}`)[0];
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([25, 15]), soon);
  const tried = sent().flatMap((n, at) => (n % 2 === 0 ? [at] : []));
  for (const at of tried) await dieAgain(bank, at, at + 1);
  await observeReplays(ctx);
  expect(await state()).toEqual({ state: "running", pause: null });
  bankServer.body = actuatorBody("CLOSED");
  await pass(30);
  for (const seconds of [30, 30, 30]) await pass(seconds);
  // A few go first, and the rest once these stayed away.
  await vi.waitFor(
    async () => {
      await observeLater(ctx, 61);
      await pass(1);
      expect(await held()).toBe(0);
    },
    { ...soon, interval: 500 },
  );
  await vi.waitFor(() => expect(sent()).toHaveLength(40), soon);
  await observeReplays(ctx);
  expect(await state()).toMatchObject({ pause: null });
  // What comes back of the others is another matter.
  const others = sent().flatMap((n, at) => (n % 2 === 1 ? [at] : []));
  for (const at of others.slice(0, 4)) await dieAgain(bank, at, at + 1);
  expect(await ctx.sql`select count(*) as n from replay_items where state = 'came_back'`).toEqual([{ n: 9 }]);
});

test("what comes back of messages that need no held downstream pauses the replay", async () => {
  const bank = await startBank("OPEN", 80);
  const { ctx, sent, held, begin, ids } = bank;
  const { id } = await begin(ids);
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([40, 40]), soon);
  await dieAgain(bank, 0, 4);
  await observeReplays(ctx);
  expect(await ctx.sql`select state, pause_code as pause from replays where id = ${id}`).toEqual([{ state: "paused", pause: "came_back" }]);
});

test("what is unknown holds a replay of many, unless redrive.yaml says otherwise, and never a single message", async () => {
  const holding = await startBank("CLOSED", 4);
  holding.bankServer.status = 500;
  await holding.pass(5);
  await holding.begin(holding.ids.slice(0, 3));
  await vi.waitFor(async () => expect([holding.sent(), await holding.held()]).toEqual([[1], 2]), soon);
  const lenient = await startBank("CLOSED", 4, { unknownHolds: false });
  lenient.bankServer.status = 500;
  await lenient.pass(5);
  await lenient.begin();
  await vi.waitFor(() => expect(lenient.sent()).toHaveLength(4), soon);
  const single = await startBank("CLOSED", 4);
  single.bankServer.status = 500;
  await single.pass(5);
  await single.begin(single.ids.slice(0, 1));
  await vi.waitFor(() => expect(single.sent()).toEqual([0]), soon);
});

test("a reading that nobody renews is unknown: a poller that stands still closes nothing", async () => {
  const { ctx, pass, standStill, sent, held, begin } = await startBank("CLOSED", 4);
  standStill(61);
  expect((await listBreakers(ctx, { range: "1h" })).breakers).toMatchObject([{ state: "unknown", stale: true }]);
  await begin();
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([2, 2]), soon);
  await pass(0);
  await vi.waitFor(() => expect(sent()).toHaveLength(4), soon);
  const changes = await ctx.sql`select to_state as to, at from breaker_transitions where voice = 'reported' order by id`;
  expect(changes.map(({ to, at }) => `${to} ${at.toISOString().slice(11, 19)}`)).toEqual([
    "closed 12:00:00",
    "unknown 12:01:00",
    "closed 12:01:01",
  ]);
});

test("an override of one replay sends its held messages, with a reason that the audit keeps, and no other replay's", async () => {
  const { ctx, ids, pass, sent, held, begin } = await startBank("OPEN", 20);
  const one = await begin(ids.slice(0, 10));
  const other = await begin(ids.slice(10));
  await vi.waitFor(async () => expect(await held()).toBe(10), soon);
  await expect(overrideBreaker(ctx, { id: one.id, downstream: "nobody", reason: "x" })).rejects.toThrow('No downstream is called "nobody"');
  await overrideBreaker(ctx, { id: one.id, downstream: "bank", reason: "the bank says it is fine" });
  await pass(1);
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([15, 5]), soon);
  await expect(overrideBreaker(ctx, { id: one.id, downstream: "bank", reason: "again" })).rejects.toThrow(
    "has ended, or does not wait for bank already",
  );
  expect(
    await ctx.sql`select permission, reason, data->>'downstream' as downstream from audit where permission = 'replay.override'`,
  ).toEqual([{ permission: "replay.override", reason: "the bank says it is fine", downstream: "bank" }]);
  expect((await ctx.sql`select 1 from replay_items where replay_id = ${other.id} and state = 'held'`).length).toBe(5);
});

test("an override of a replay that is none, or is hidden, tells nothing of it", async () => {
  const { ctx, ids, begin } = await startBank("OPEN", 4);
  const single = await begin(ids.slice(0, 1));
  const many = await begin(ids.slice(1));
  const grant = {
    role: "starter",
    permissions: ["replay.start", "replay.view", "message.view"],
    sources: ["*"],
    queues: ["else"],
  } as const;
  const elsewhere = { ...ctx, principal: { ...ctx.principal, may: [grant] } };
  const told = (id: number, of = ctx) => overrideBreaker(of, { id, downstream: "bank", reason: "x" }).catch((error: unknown) => error);
  expect(await told(many.id + 1)).toMatchObject({ code: "not_found" });
  const answers = await Promise.all([single.id, many.id, many.id + 1].map((id) => told(id, elsewhere)));
  const refused = { code: "forbidden", message: "You lack the permission replay.override." };
  expect(answers).toMatchObject([refused, refused, refused]);
});

test("in order, what stands behind a held message of its key waits with it, and goes on with it", async () => {
  const { ctx, ids, bankServer, pass, sent, begin } = await startBank("OPEN", 8, { ordered: true });
  const { id } = await begin();
  const held = () => ctx.sql`select reason_code as code, count(*) as n from replay_items where state = 'held' group by 1 order by 1`;
  await vi.waitFor(async () => {
    expect(await held()).toEqual([
      { code: "behind_unsent", n: 6 },
      { code: "breaker", n: 2 },
    ]);
  }, soon);
  await pass(1);
  expect(sent()).toEqual([]);
  const { heldKeys } = await getReplay(ctx, { id });
  expect(heldKeys).toMatchObject({ keys: 2, some: false });
  expect(heldKeys.first.map(({ eventKey, n, messageId, reason }) => [eventKey, n, messageId, reason?.code])).toEqual([
    ["k0", 4, ids[0], "breaker"],
    ["k1", 4, ids[4], "breaker"],
  ]);
  const { items } = await listItems(ctx, { id, show: "held", limit: 10 });
  expect(items.map(({ state, reason }) => [state, reason?.code])).toEqual(
    [0, 1].flatMap(() => [["held", "breaker"], ...Array.from({ length: 3 }, () => ["held", "behind_unsent"])]),
  );
  bankServer.body = actuatorBody("CLOSED");
  await pass(1);
  await pass(61);
  await vi.waitFor(async () => {
    await pass(1);
    expect(sent()).toHaveLength(8);
  }, soon);
  expect(sent().filter((n) => n < 4)).toEqual([0, 1, 2, 3]);
  expect(sent().filter((n) => n >= 4)).toEqual([4, 5, 6, 7]);
});

test("what does not wait for a half-open downstream takes no turn of what does", async () => {
  const { ctx, ids, sent, held, begin, standStill } = await startBank("HALF_OPEN", 40);
  const payments = ids.filter((_, n) => n % 2 === 0);
  const { id } = await begin(payments.slice(0, 10));
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([5, 5]), soon);
  // The next turn is due. Whoever goes anyway comes first.
  standStill(11);
  await overrideBreaker(ctx, { id, downstream: "bank", reason: "it is fine" });
  await ctx.sql`update replay_items set held_until = ${ctx.clock()} where state = 'held'`;
  await vi.waitFor(() => expect(sent()).toHaveLength(10), soon);
  await begin(payments.slice(10, 11));
  await vi.waitFor(() => expect(sent()).toHaveLength(11), soon);
  await begin(payments.slice(11));
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([16, 4]), soon);
});

test("a replay that holds many for a downstream makes no more that only wait, and goes on with those that do not", async () => {
  const { ctx, ids, sent, begin } = await startBank("OPEN", 4_000);
  const { id } = await begin(ids);
  await vi.waitFor(async () => expect(await ctx.sql`select 1 from selection_parts`).toEqual([]), soon);
  await vi.waitFor(() => expect(sent()).toHaveLength(2_000), soon);
  // As it is with so many that the test would last: 10,000 are held, and a part waits that needs the same.
  await ctx.sql`insert into replay_counts (replay_id, state, reason_code, downstream, n) values (${id}, 'held', 'breaker', 'bank', 10000)`;
  const part = async (some: readonly number[]) => {
    await ctx.sql`insert into selection_parts (replay_id, message_ids) values (${id}, ${[...some]})`;
    return gatherNext(ctx, id);
  };
  const payments = ids.filter((_, n) => n % 2 === 0);
  for (const from of [0, 10]) expect(await part(payments.slice(from, from + 10))).toBe(false);
  // A part behind those has messages that need no bank. Where order matters it waits with them.
  await ctx.sql`update replays set ordered = true`;
  expect(await part(ids.slice(0, 10))).toBe(false);
  await ctx.sql`update replays set ordered = false`;
  // By this test, or by the worker that runs beside it.
  await gatherNext(ctx, id);
  await vi.waitFor(
    async () =>
      expect(await ctx.sql`select message_ids as ids from selection_parts order by id`).toEqual([
        { ids: payments.slice(0, 10) },
        { ids: payments.slice(10, 20) },
      ]),
    soon,
  );
  expect(await gatherNext(ctx, id)).toBe(false);
}, 60_000);
