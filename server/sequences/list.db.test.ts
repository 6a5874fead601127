import { expect, test } from "vitest";
import { createMemoryBroker } from "../sources/memory/create.ts";
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
  const judge = () => judgeKeys(ctx, { after: fromTheFirst });
  const only = {
    ...ctx,
    principal: { ...ctx.principal, may: [{ role: "viewer", permissions: ["message.view"], sources: ["shop"], queues: ["orders.*"] }] },
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
