import { expect, onTestFinished, test, vi } from "vitest";
import type { ApplicationSpec } from "../applications/application.ts";
import { beat } from "../process/heartbeat.ts";
import { textHeader } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { createEmptyDatabase, onServer, testDatabase, testServer } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { getOrder } from "../sequences/get-order.ts";
import { listSequences } from "../sequences/list.ts";
import { hear } from "../testing/replays.ts";
import type { StartInput } from "./input.ts";
import { presumeOk } from "./observe.ts";
import { readPlan } from "./read-plan.ts";
import { sendReplays } from "./send/send-replays.ts";
import { startReplay } from "./start.ts";
import { wakeSequences } from "./wake-sequences.ts";

const soon = { timeout: 30_000, interval: 20 };
const target = { to: "queue", queue: "orders.work" } as const;

const consumed = (consumer: string) => ({ name: consumer, consumes: [{ queue: "shop/*", consumer }] });
const envelope = { key: "$.key", eventId: "$.id", sequence: "$.n", producedAt: "$.at" };
const rules = { envelope, headers: {}, categories: [], ownCode: [], downstreams: [], needs: [] };

/**
 * Dead letters of these keys and numbers; an application for each consumer, whose table says how far each key was processed. Two workers send until the test
 * ends.
 */
async function start(dead: readonly (readonly [string, string, string?])[], ...consumers: readonly string[]) {
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.work");
  const { sql: owner, url } = await createEmptyDatabase();
  await owner.unsafe(
    `create table outbox (id bigint generated always as identity primary key, aggregate_id text, sequence_number bigint, payload jsonb, published_at timestamptz);
     create index on outbox (aggregate_id);
     create table positions (consumer text, key text, last bigint not null, at timestamptz not null default now(), primary key (consumer, key))`,
  );
  const sequences = { kind: "sequences", schema: "public", table: "positions", key: "key", last: "last", consumer: "consumer" } as const;
  const application = {
    engine: "postgres",
    databaseUrl: url,
    unknown: null,
    tables: [
      { ...sequences, field: null, at: { column: "at", zone: "UTC" }, holes: false },
      { preset: "outbox", schema: null, only: null },
    ],
  } satisfies Omit<ApplicationSpec, "name" | "consumes">;
  const applications = ["orders", ...consumers].map((consumer) => ({
    ...application,
    ...consumed(consumer),
    ...(consumer.includes("without") && { tables: [] }),
  }));
  const queues = [{ name: "*", target: { to: "failed_queue" as const }, takeDespiteHazard: false, capture: "take" as const, rules }];
  const ctx = testContext(await testDatabase(), {
    brokers: [memory],
    config: { sources: [{ ...shop, queues }], applications, observeSeconds: 600 },
  });
  onTestFinished(() => ctx.applications.close());
  const reader = await watchQueue(ctx);
  const letter = ([key, n, at]: readonly [string, string, string?]) =>
    rawMessage({
      body: Buffer.from(JSON.stringify({ key, id: `${key}-${n}`, at }).replace("}", `,"n":${n}}`)),
      headers: [textHeader("x-death-queue", "orders.work")],
    });
  const die = (...some: readonly (readonly [string, string, string?])[]) => capture(ctx, { ...reader, rules }, some.map(letter));
  const ids = await die(...dead);
  for (const name of ["one", "two"]) {
    await beat(ctx, name);
    const stop = new AbortController();
    const done = sendReplays(ctx, name, stop.signal);
    onTestFinished(async () => {
      stop.abort();
      await done;
    });
  }
  const process = (key: string, last: string, consumer = "orders") =>
    owner`insert into positions values (${consumer}, ${key}, ${last}) on conflict (consumer, key) do update set last = excluded.last`;
  const sent = () =>
    memory.server.queue("orders.work").ready.map(({ body }) => /"id":"([^"]+)"/.exec(String(Buffer.from(body ?? [])))?.[1]);
  const vanish = async () =>
    onServer(await testServer(), (sql) => sql.unsafe(`drop database ${new URL(url).pathname.slice(1)} with (force)`));
  const states = async () =>
    (await ctx.sql<{ is: string }[]>`select state || coalesce(' ' || reason_code, '') as is from replay_items order by id`).map(
      ({ is }) => is,
    );
  const begin = (some: readonly number[], more: Partial<StartInput> = {}) =>
    startReplay(ctx, { selection: { ids: [...some] }, target, rate: null, reason: "in order", ...more });
  return { ctx, ids, owner, die, process, vanish, sent, states, begin, wake: () => wakeSequences(ctx, { after: 0 }) };
}

test("a key goes one number at a time, in their order, each after the one before was processed or presumed ok", async () => {
  const { ctx, ids, process, sent, states, begin, wake } = await start([
    ["a", "7"],
    ["a", "6"],
    ["a", "5"],
    ["b", "9007199254740993"],
  ]);
  await process("a", "4");
  await process("b", "9007199254740992");
  await begin(ids);
  await vi.waitFor(async () => expect(await states()).toEqual(["held sequence_gap", "held sequence_gap", "observing", "observing"]), soon);
  expect(await wake()).toBe(false);
  await process("a", "5");
  expect(await wake()).toBe(true);
  await vi.waitFor(() => expect(sent()).toEqual(expect.arrayContaining(["a-5", "a-6"])), soon);
  expect(sent()).not.toContain("a-7");
  await ctx.sql`update replays set policy = jsonb_set(policy, '{observeSeconds}', '1')`;
  await vi.waitFor(async () => {
    await hear(ctx);
    await presumeOk(ctx);
    await wake();
    expect(sent()).toContain("a-7");
  }, soon);
  expect(sent().filter((id) => id?.startsWith("a"))).toEqual(["a-5", "a-6", "a-7"]);
});

test("a gap holds its key and says which number is missing; it goes on when that was processed, or was captured and sent", async () => {
  const { ctx, ids, die, process, sent, states, begin, wake } = await start([["a", "6"]]);
  await process("a", "4");
  await begin(ids);
  await vi.waitFor(async () => expect(await states()).toEqual(["held sequence_gap"]), soon);
  const [held] = await ctx.sql<{ data: unknown }[]>`select reason_data as data from replay_items`;
  expect(held?.data).toEqual({ number: "6", first: "5", where: null, behind: null, missing: "5", outbox: false });
  const missing = await die(["a", "5"]);
  expect(await wake()).toBe(false);
  await begin(missing);
  await vi.waitFor(() => expect(sent()).toEqual(["a-5"]), soon);
  await process("a", "5");
  await wake();
  await vi.waitFor(() => expect(sent()).toEqual(["a-5", "a-6"]), soon);
});

test("a missing number that waits in an outbox is said to be there by the plan and the held item, and in which by the tab Order and the page", async () => {
  const { ctx, ids, owner, process, states, begin } = await start([["a", "6"]]);
  await process("a", "4");
  const waits = "waits in the outbox public.outbox of orders";
  const details = async () =>
    (await readPlan(ctx, { selection: { ids: [...ids] }, target })).checks.find(({ key }) => key === "sequence_gap")?.details;
  expect(await details()).toEqual(["Number 6 waits for 5, and no stored message has it."]);
  await owner`insert into outbox (payload, aggregate_id, sequence_number, published_at) values ('{}', 'b', 5, null), ('{}', 'a', 5, now())`;
  expect(await details()).toEqual(["Number 6 waits for 5, and no stored message has it."]);
  await owner`insert into outbox (payload, aggregate_id, sequence_number) values ('{}', 'a', 6), ('{}', 'a', 5)`;
  expect(await details()).toEqual(["Number 6 waits for 5, which waits in an outbox."]);
  expect((await listSequences(ctx, { key: "a", limit: 30 })).lines[0]?.detail).toBe(`It ${waits}.`);
  await begin(ids);
  await vi.waitFor(async () => expect(await states()).toEqual(["held sequence_gap"]), soon);
  expect(await ctx.sql`select reason_data -> 'outbox' as outbox from replay_items`).toEqual([{ outbox: true }]);
  expect(await getOrder(ctx, { id: ids[0] ?? 0 })).toMatchObject({
    verdict: `A replay of it alone waits: 5 ${waits}.`,
    outboxes: [{ rows: [{ number: "6" }, { number: "5" }] }],
  });
});

test("what is stale by its number is skipped and told; a person with a reason sends it all the same", async () => {
  const { ctx, ids, process, sent, states, begin } = await start([
    ["a", "3"],
    ["b", "1"],
  ]);
  await process("a", "4");
  await process("b", "2");
  const asked = { selection: { ids: [...ids] }, target };
  const line = async (more = {}) => (await readPlan(ctx, { ...asked, ...more })).checks.find(({ key }) => key === "sequence_stale");
  expect(await line()).toMatchObject({ n: 2, effect: "skip", details: [expect.stringContaining("created again")] });
  expect(await line({ despite: ["sequence_stale"] })).toMatchObject({ n: 2, effect: "send" });
  await begin(ids.slice(0, 1));
  await vi.waitFor(async () => expect(await states()).toEqual(["skipped sequence_stale"]), soon);
  await begin(ids, { despite: ["sequence_stale"], reason: "ord-7 was created again" });
  await vi.waitFor(() => expect(sent().toSorted()).toEqual(["a-3", "b-1"]), soon);
});

test("of two consumers of a queue each has to have passed a number: what one of them still needs is sent", async () => {
  const { ctx, ids, process, sent, states, begin } = await start(
    [
      ["a", "5"],
      ["b", "5"],
    ],
    "shipping",
  );
  await process("a", "9");
  await process("a", "4", "shipping");
  await process("b", "9");
  await process("b", "7", "shipping");
  expect((await getOrder(ctx, { id: ids[0] ?? 0 }))?.verdict).toBe(
    "Nothing that is known has to come before it. It goes again to orders, which has processed 9.",
  );
  const plan = await readPlan(ctx, { selection: { ids: [...ids] }, target });
  expect(plan.checks.find(({ key }) => key === "sequence_again")).toMatchObject({
    n: 1,
    effect: "send",
    details: ["It goes again to orders, which has processed 9."],
  });
  expect(plan.checks.find(({ key }) => key === "sequence_stale")).toMatchObject({ n: 1, effect: "skip" });
  await begin(ids);
  await vi.waitFor(async () => expect(await states()).toEqual(["observing", "skipped sequence_stale"]), soon);
  expect(sent()).toEqual(["a-5"]);
  expect(await getOrder(ctx, { id: ids[0] ?? 0 })).toMatchObject({
    last: expect.stringMatching(/^orders has processed 9, .* shipping has processed 4, /),
    line: {
      consumer: "orders and shipping",
      points: [
        { from: "4", state: "last" },
        { from: "5", state: "sent" },
      ],
    },
  });
  expect(await getOrder(ctx, { id: ids[1] ?? 0 })).toMatchObject({ verdict: "A replay skips it: 7 was processed already." });
});

test("a consumer without a table of last numbers leaves the stale check to the others, and the tab Order says so", async () => {
  const { ctx, ids, process, sent, states, begin } = await start(
    [
      ["a", "5"],
      ["a", "10"],
    ],
    "audit without a table",
  );
  await process("a", "9");
  const last = "orders has processed 9, says public.positions. That does not prove that it processed every number before.";
  expect(await getOrder(ctx, { id: ids[0] ?? 0 })).toMatchObject({
    verdict: "A replay skips it: 9 was processed already.",
    last: `${last} How far audit without a table has come is not known: it has no table of last numbers.`,
    line: { consumer: "orders and audit without a table", trouble: "stale" },
  });
  await begin(ids);
  await vi.waitFor(async () => expect(await states()).toEqual(["skipped sequence_stale", "observing"]), soon);
  expect(sent()).toEqual(["a-10"]);
});

test("a number that was produced after a later one was processed may be of a key that was created again: plan, item and page say so", async () => {
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const { ctx, ids, process, states, begin } = await start([
    ["a", "3", later],
    ["b", "3", "2020-01-01T00:00:00Z"],
  ]);
  await process("a", "9");
  await process("b", "9");
  const details = async (id: number) =>
    (await readPlan(ctx, { selection: { ids: [id] }, target })).checks.find(({ key }) => key === "sequence_stale")?.details;
  const [again = 0, old = 0] = ids;
  expect([await details(again), await details(old)]).toEqual([[expect.stringContaining("created again")], []]);
  await begin(ids);
  await vi.waitFor(async () => expect(await states()).toEqual(["skipped sequence_stale", "skipped sequence_stale"]), soon);
  expect(await ctx.sql`select reason_data ->> 'restart' as restart from replay_items order by id`).toEqual([
    { restart: "true" },
    { restart: "false" },
  ]);
  const verdict = async (id: number) => (await getOrder(ctx, { id }))?.verdict;
  expect([await verdict(again), await verdict(old)]).toEqual([
    "A replay skips it: 9 was processed already. Its key may have been created again and count from 1 anew.",
    "A replay skips it: 9 was processed already.",
  ]);
});

test("a database that does not answer leaves the order unknown: nothing is sent, and it is asked again", async () => {
  const { ids, sent, states, begin, wake, vanish } = await start([["a", "6"]]);
  await vanish();
  await begin(ids);
  await vi.waitFor(async () => expect(await states()).toEqual(["held sequence_gap"]), soon);
  expect(await wake()).toBe(false);
  expect(sent()).toEqual([]);
});

test("over 30 keys in any order, with comebacks, two workers send each key in the order of its numbers", async () => {
  const order = Array.from({ length: 120 }, (_, n) => [`k${n % 30}`, String(1 + Math.floor(n / 30))] as const).toSorted(
    (a, b) => (Number(`${a[0].slice(1)}${a[1]}7919`) % 101) - (Number(`${b[0].slice(1)}${b[1]}7919`) % 101),
  );
  const { ctx, ids, die, sent, begin, wake } = await start(order);
  const begun = await begin(ids);
  await ctx.sql`update replays set policy = jsonb_set(policy, '{observeSeconds}', '1') where id = ${begun.id}`;
  const died = new Set<string>();
  const last = new Map<string, number>();
  const broken: string[] = [];
  let seen = 0;
  const consume = async () => {
    const news = sent().slice(seen);
    seen += news.length;
    for (const id of news) {
      const [key = "", text = ""] = (id ?? "").split("-");
      const number = Number(text);
      if (number !== (last.get(key) ?? 0) + 1) broken.push(`${id} when ${last.get(key) ?? 0} was the last`);
      if (Number(key.slice(1)) % 7 === 3 && number === 2 && !died.has(`${id}`)) {
        died.add(`${id}`);
        // It dies again before anybody presumes it ok: the key stands still until a person replays it.
        const again = await die([key, text]);
        await begin(again);
        await ctx.sql`update replays set policy = jsonb_set(policy, '{observeSeconds}', '1')`;
      } else last.set(key, number);
    }
  };
  await vi.waitFor(
    async () => {
      await consume();
      await hear(ctx);
      await presumeOk(ctx);
      await wake();
      expect([...last.values()].reduce((sum, n) => sum + n, 0)).toBe(120);
    },
    { timeout: 120_000, interval: 50 },
  );
  expect(broken).toEqual([]);
  expect(died.size).toBe(4);
}, 180_000);
