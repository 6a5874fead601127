import { expect, test } from "vitest";
import type { ApplicationSpec } from "../applications/application.ts";
import { readPlan } from "../replays/read-plan.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { withApplications } from "../testing/application.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, deriveEverything, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { getOrder } from "./get-order.ts";
import { fromTheFirst, judgeKeys } from "./judge-keys.ts";
import { listSequences } from "./list.ts";

const envelope = { key: "$.key", sequence: "$.n" };
const input = { key: "", limit: 30 };

async function open() {
  const memory = createMemoryBroker("shop");
  memory.server.declare("work");
  const rules = { target: { to: "failed_queue" as const }, takeDespiteHazard: false, capture: "take" as const };
  const reader = { headers: { failedAt: "x-died" }, categories: [], ownCode: [], downstreams: [], needs: [], envelope };
  const source = { ...shop, queues: [{ name: "*", ...rules, rules: reader }] };
  const ctx = testContext(await testDatabase(), { brokers: [memory], config: { sources: [source] } });
  const queues = { orders: await watchQueue(ctx, "orders.dlq"), hidden: await watchQueue(ctx, "hidden.dlq") };
  const die = (queue: keyof typeof queues, ...some: readonly (readonly [string, string])[]) =>
    capture(
      ctx,
      { ...queues[queue], rules: reader },
      some.map(([key, n]) => rawMessage({ body: Buffer.from(`{"key":${JSON.stringify(key)},"n":${n},"id":"${key}-${n}"}`) })),
    );
  const judge = (of = ctx) => judgeKeys(of, { after: fromTheFirst });
  const only = {
    ...ctx,
    principal: {
      ...ctx.principal,
      may: [{ role: "viewer", permissions: ["message.view", "replay.view", "replay.target"], sources: ["shop"], queues: ["orders.*"] }],
    },
  };
  return { ctx, die, judge, only: only as typeof ctx };
}

test("keys with trouble are found, paged in their order, and gone when nothing waits any more", async () => {
  const { ctx, die, judge } = await open();
  const keys = Array.from({ length: 5 }, (_, n) => `k${n}`);
  const ids = await die("orders", ...keys.flatMap((key) => [[key, "1"] as const, [key, "2"] as const]), ["alone", "7"]);
  await judge();
  const first = await listSequences(ctx, { ...input, limit: 3 });
  expect(first.answer.title).toBe("5 keys wait for an earlier event, and 5 messages wait behind them.");
  expect(first.lines.map(({ key, waitsFor, replay }) => [key, waitsFor, replay.words])).toEqual(
    keys.slice(0, 3).map((key) => [key, "1 is dead in orders.dlq", "1, 2"]),
  );
  const rest = await listSequences(ctx, { ...input, limit: 3, cursor: first.cursor });
  expect([rest.lines.map(({ key }) => key), rest.cursor]).toEqual([["k3", "k4"], null]);
  const [line] = first.lines;
  expect(line?.points.map(({ from, state, messageId }) => [from, state, messageId])).toEqual([
    ["1", "dead", ids[0]],
    ["2", "waiting", ids[1]],
  ]);
  await ctx.sql`update messages set state = 'discarded' where sequence = 1`;
  // What is shown is judged at this moment, also before a worker has looked again.
  expect((await listSequences(ctx, input)).lines).toEqual([]);
  await judge();
  expect((await listSequences(ctx, input)).answer.title).toBe("No key waits for an earlier event.");
});

test("a key is looked up with or without trouble, and the order of a message is told with exact numbers", async () => {
  const { ctx, die } = await open();
  const [low = 0, high = 0] = await die("orders", ["big", "9007199254740993"], ["big", "9007199254740995"]);
  const page = await listSequences(ctx, { ...input, key: "big" });
  expect(page.lines[0]?.points.map(({ from, state }) => [from, state])).toEqual([
    ["9007199254740993", "dead"],
    ["9007199254740994", "untold"],
    ["9007199254740995", "waiting"],
  ]);
  expect(await getOrder(ctx, { id: high })).toMatchObject({
    number: "9007199254740995",
    verdict: "A replay of it alone waits: 9007199254740993 comes first.",
    last: expect.stringContaining("No table of last numbers is configured"),
  });
  expect(await getOrder(ctx, { id: low })).toMatchObject({ verdict: "Nothing that is known has to come before it." });
  const [plain = 0] = await die("orders", ["no number", "-1"]);
  expect(await getOrder(ctx, { id: plain })).toBeNull();
});

test("what is hidden from somebody is nowhere: no key, no count, no order", async () => {
  const { die, judge, only } = await open();
  const [id = 0] = await die("hidden", ["secret", "1"], ["secret", "2"]);
  await judge();
  const page = await listSequences(only, input);
  expect([page.lines, page.counts, page.answer.title]).toEqual([
    [],
    { blocked: 0, gap: 0, stale: 0 },
    "No key waits for an earlier event.",
  ]);
  expect((await listSequences(only, { ...input, key: "secret" })).lines).toEqual([]);
  await expect(getOrder(only, { id })).rejects.toMatchObject({ code: "not_found" });
});

test("of a key that one consumer counts in two queues, each is told only of what it may see", async () => {
  const { ctx: all, die, judge, only: some } = await open();
  const spec: ApplicationSpec = {
    name: "both",
    engine: "postgres",
    databaseUrl: "postgres://127.0.0.1:1/none",
    unknown: null,
    consumes: [{ queue: "shop/*", consumer: "both" }],
    tables: [],
  };
  const { applications, config } = withApplications(all, [spec]);
  const [ctx, only] = [
    { ...all, applications, config },
    { ...some, applications, config },
  ];
  const [hidden = 0] = await die("hidden", ["k", "5"], ["k", "7"]);
  const [six = 0] = await die("orders", ["k", "6"]);
  await die("orders", ["own", "1"], ["own", "2"]);
  await judge(ctx);
  expect(
    await ctx.sql`select event_key as key, messages, front_queue_id as front, queue_id as queue from sequence_keys order by 4, 1`,
  ).toEqual([
    { key: "k", messages: 1, front: 2, queue: 1 },
    { key: "own", messages: 1, front: 1, queue: 1 },
    { key: "k", messages: 1, front: 2, queue: 2 },
  ]);
  expect((await listSequences(ctx, input)).answer.title).toBe("3 keys wait for an earlier event, and 3 messages wait behind them.");
  const page = await listSequences(only, input);
  expect([page.answer.title, page.lines.map(({ key }) => key), page.counts.gap]).toEqual([
    "1 key waits for an earlier event, and 1 message waits behind it.",
    ["own"],
    1,
  ]);
  const order = await getOrder(only, { id: six });
  expect(order?.verdict).toBe("Nothing that is known has to come before it.");
  const target = { to: "queue", queue: "work" } as const;
  for (const asked of [ctx, only]) {
    const plan = JSON.stringify(await readPlan(asked, { selection: { ids: [six] }, target, rate: null }));
    expect(plan).toContain("Number 6 waits for an earlier number of its key, which is in another queue.");
    expect(plan).not.toMatch(new RegExp(`"behind"|waits for 5|${hidden}\\b.*dead here`));
  }
});

test("rows of older rules get their numbers when they are derived again", async () => {
  const { ctx, die } = await open();
  await die("orders", ["a", "3"]);
  await ctx.sql`update messages set sequence = null`;
  await deriveEverything(ctx);
  expect(await ctx.sql`select event_key as key, sequence::text as n from messages`).toEqual([{ key: "a", n: "3" }]);
});

test("of a key with more messages than are looked at, what is dead far below is still waited for, and nothing is called missing that may be stored", async () => {
  const { ctx, die } = await open();
  const numbers = Array.from({ length: 2_300 }, (_, n) => ["long", String(n + 1)] as const);
  const ids = await die("orders", ...numbers);
  await ctx.sql`update messages set state = 'discarded' where sequence not in (3, 5)`;
  const order = async (n: number) => (await getOrder(ctx, { id: ids[n - 1] ?? 0 }))?.verdict;
  expect(await order(5)).toBe("A replay of it alone waits: 3 comes first.");
  expect(await order(3)).toBe("Nothing that is known has to come before it.");
  await ctx.sql`update messages set state = 'dead' where sequence <= 600`;
  // The address of a plan has room for so many ids.
  expect((await getOrder(ctx, { id: ids[4] ?? 0 }))?.line.replay).toMatchObject({ ids: ids.slice(0, 500), words: "1 to 500", left: 100 });
});
