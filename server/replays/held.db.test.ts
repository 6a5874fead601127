import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { Candidate } from "../checks/candidate.ts";
import type { Check } from "../checks/check.ts";
import type * as Checks from "../checks/checks.ts";
import type { Finding } from "../checks/verdict.ts";
import { beat } from "../process/heartbeat.ts";
import { textHeader } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import type { Broker } from "../sources/port.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { cancelReplay } from "./cancel.ts";
import { readOutcomes } from "./read-outcomes.ts";
import { sendReplays } from "./send/send-replays.ts";
import { startReplay } from "./start.ts";

/** What a check, which these tests alone have, says of a key at this moment. `known` false: it cannot read its facts. */
const gate = vi.hoisted(() => ({ known: true, when: ["send"] as string[], says: (_key: string, _now: Date): Finding | null => null }));

vi.mock("../checks/checks.ts", async (original) => {
  const real = await original<typeof Checks>();
  const check: Check<object> = {
    code: "gate",
    when: ["start", "send"],
    per: "message",
    read: async () => (gate.known ? {} : null),
    judge: (_, { message }: Candidate, now) => gate.says(message?.eventKey ?? "", now),
    words: { line: () => null, reason: () => "the gate is closed" },
  };
  const checksAt: typeof real.checksAt = (moment, scope) => [
    ...real.checksAt(moment, scope),
    ...(gate.when.includes(moment) ? [check as Check] : []),
  ];
  return { ...real, checksAt };
});

beforeEach(() => {
  gate.known = true;
  gate.when = ["send"];
  gate.says = () => null;
});

const soon = { timeout: 20_000, interval: 10 };
const minute = 60_000;
const opensAt = new Date("2026-11-23T12:01:00Z");
/** Key "a" is held until the gate opens. */
const closed = (key: string, now: Date): Finding | null =>
  key === "a" && now < opensAt ? { do: "hold", data: { key }, until: opensAt } : null;

/** Messages of keys "a" and "b" in turn. A worker runs until the test ends. */
async function start(count: number, { ordered = false, rate = null as number | null } = {}) {
  let now = new Date("2026-11-23T12:00:00Z");
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.work");
  const broker: Broker = { ...memory, capabilities: (queue) => ({ ...memory.capabilities(queue), ordered }) };
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [shop] }, clock: () => now });
  const reader = await watchQueue(ctx);
  const batch = Array.from({ length: count }, (_, n) =>
    rawMessage({
      body: Buffer.from(JSON.stringify({ n, key: n % 2 ? "b" : "a" })),
      position: String(n),
      headers: [textHeader("x-death-queue", "orders.work")],
    }),
  );
  const rules = { ...reader.rules, envelope: { key: "$.key" } };
  const ids = await capture(ctx, { ...reader, rules }, batch);
  const target = { to: "queue", queue: "orders.work" } as const;
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate, reason: "try" });
  await beat(ctx, "one");
  const stop = new AbortController();
  const done = sendReplays(ctx, "one", stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await done;
  });
  const sent = () => memory.server.queue("orders.work").ready.map(({ body }) => Number(JSON.parse(String(Buffer.from(body ?? []))).n));
  const items = () =>
    ctx.sql<{ state: string; code: string | null; data: unknown; n: number }[]>`
      select state, reason_code as code, reason_data as data, count(*) as n from replay_items group by 1, 2, 3 order by 1, 2, 3`;
  const messages = () => ctx.sql<{ state: string; n: number }[]>`select state, count(*) as n from messages group by 1 order by 1`;
  const becomes = (state: string) =>
    vi.waitFor(async () => expect((await ctx.sql`select state from replays`)[0]).toMatchObject({ state }), soon);
  const pass = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  return { ctx, id, ids, sent, items, messages, becomes, pass };
}

const evens = (count: number) => Array.from({ length: count / 2 }, (_, n) => 2 * n);

test("a held item is not sent before its time; then it is judged again and sent once, and its replay waits for it", async () => {
  gate.says = closed;
  const { ctx, items, messages, sent, becomes, pass } = await start(40);
  await vi.waitFor(async () => {
    expect(await items()).toEqual([
      { state: "held", code: "gate", data: { key: "a" }, n: 20 },
      { state: "observing", code: null, data: null, n: 20 },
    ]);
    expect(await ctx.sql`select 1 from replay_batches`).toEqual([]);
  }, soon);
  expect(await messages()).toEqual([
    { state: "replaying", n: 20 },
    { state: "replayed", n: 20 },
  ]);
  pass(minute - 1);
  expect(sent().filter((n) => n % 2 === 0)).toEqual([]);
  await becomes("running");
  pass(1);
  await vi.waitFor(() => expect(sent()).toHaveLength(40), soon);
  await vi.waitFor(async () => expect(await items()).toEqual([{ state: "observing", code: null, data: null, n: 40 }]), soon);
  expect(new Set(sent()).size).toBe(40);
});

test("held items that were counted before reasons were noted are counted no more once they are sent", async () => {
  gate.says = closed;
  const { ctx, id, items, pass } = await start(10);
  await vi.waitFor(async () => expect(await items()).toMatchObject([{ state: "held", n: 5 }, { state: "observing" }]), soon);
  await ctx.sql`update replay_counts set reason_code = null`;
  pass(minute);
  await vi.waitFor(async () => expect(await items()).toMatchObject([{ state: "observing", n: 10 }]), soon);
  expect(await readOutcomes(ctx.sql, id)).toEqual([{ state: "observing", code: null, n: 10 }]);
});

test("what is held when its time comes is held again", async () => {
  let until = opensAt;
  gate.says = (key) => (key === "a" ? { do: "hold", data: null, until } : null);
  const { ctx, sent, pass } = await start(10);
  const heldUntil = () => ctx.sql`select distinct held_until as until from replay_items where state = 'held'`;
  await vi.waitFor(async () => expect(await heldUntil()).toEqual([{ until: opensAt }]), soon);
  until = new Date(opensAt.getTime() + minute);
  pass(minute);
  await vi.waitFor(async () => expect(await heldUntil()).toEqual([{ until }]), soon);
  expect(sent()).toHaveLength(5);
});

test("in an ordered replay what follows a held one of its key is held as long, over batches, and then sent in order", async () => {
  gate.says = (key, now) => closed(key, now);
  const { items, sent, pass } = await start(2_400, { ordered: true });
  await vi.waitFor(() => expect(sent()).toHaveLength(1_200), soon);
  await vi.waitFor(
    async () => expect((await items()).filter(({ state }) => state === "held").reduce((sum, { n }) => sum + n, 0)).toBe(1_200),
    soon,
  );
  pass(minute);
  await vi.waitFor(() => expect(sent()).toHaveLength(2_400), soon);
  expect(sent().filter((n) => n % 2 === 0)).toEqual(evens(2_400));
});

test("in an ordered replay one held message of a key holds those behind it, which no check holds, and none overtakes it", async () => {
  let judged = 0;
  gate.says = (key, now) => (key === "a" && now < opensAt && judged++ === 0 ? { do: "hold", data: null, until: opensAt } : null);
  const { ids, items, sent, pass } = await start(2_400, { ordered: true });
  await vi.waitFor(
    async () =>
      expect(await items()).toEqual([
        { state: "held", code: "behind_unsent", data: { behind: ids[0] }, n: 1_199 },
        { state: "held", code: "gate", data: null, n: 1 },
        { state: "observing", code: null, data: null, n: 1_200 },
      ]),
    soon,
  );
  pass(minute);
  await vi.waitFor(() => expect(sent()).toHaveLength(2_400), soon);
  expect(sent().filter((n) => n % 2 === 0)).toEqual(evens(2_400));
});

test("a held message of a key is not overtaken by what is claimed later, before its time or after it", async () => {
  let judged = 0;
  gate.says = (key, now) => (key === "a" && now < opensAt && judged++ === 0 ? { do: "hold", data: null, until: opensAt } : null);
  const { items, sent, pass } = await start(100, { ordered: true, rate: 50 });
  const held = async () => (await items()).filter(({ state }) => state === "held").reduce((sum, { n }) => sum + n, 0);
  await vi.waitFor(async () => expect(await held()).toBeGreaterThan(25), soon);
  expect(sent().filter((n) => n % 2 === 0)).toEqual([]);
  pass(minute);
  await vi.waitFor(() => expect(sent()).toHaveLength(100), soon);
  expect(sent().filter((n) => n % 2 === 0)).toEqual(evens(100));
});

test("what a check cannot know is not sent, and asked again after a while", async () => {
  gate.known = false;
  const { items, sent, pass } = await start(10);
  await vi.waitFor(async () => expect(await items()).toEqual([{ state: "held", code: "gate", data: null, n: 10 }]), soon);
  expect(sent()).toEqual([]);
  gate.known = true;
  pass(minute);
  await vi.waitFor(() => expect(sent()).toHaveLength(10), soon);
});

test("what a check skips before the send is dead again with the reason, and keeps nobody of its key waiting", async () => {
  let judged = 0;
  gate.says = (key) => (key === "a" && judged++ === 0 ? { do: "skip", data: { at: 7 } } : null);
  const { items, messages, sent } = await start(10, { ordered: true });
  await vi.waitFor(() => expect(sent()).toHaveLength(9), soon);
  await vi.waitFor(
    async () =>
      expect(await items()).toEqual([
        { state: "skipped", code: "gate", data: { at: 7 }, n: 1 },
        { state: "observing", code: null, data: null, n: 9 },
      ]),
    soon,
  );
  expect(await messages()).toEqual([
    { state: "dead", n: 1 },
    { state: "replayed", n: 9 },
  ]);
});

test("a start holds too, and a cancel lets go of what is held", async () => {
  gate.when = ["start", "send"];
  gate.says = closed;
  const { ctx, id, items, messages, sent } = await start(10);
  await vi.waitFor(() => expect(sent()).toHaveLength(5), soon);
  await vi.waitFor(async () => expect(await ctx.sql`select 1 from replay_batches`).toEqual([]), soon);
  await cancelReplay(ctx, { id, reason: "enough" });
  expect((await items()).map(({ state, n }) => [state, n])).toEqual([
    ["observing", 5],
    ["cancelled", 5],
  ]);
  expect(await messages()).toEqual([
    { state: "dead", n: 5 },
    { state: "replayed", n: 5 },
  ]);
});
