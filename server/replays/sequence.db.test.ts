import { expect, onTestFinished, test, vi } from "vitest";
import type { ApplicationSpec } from "../applications/application.ts";
import { beat } from "../process/heartbeat.ts";
import { textHeader } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { createEmptyDatabase, onServer, testDatabase, testServer } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { hear } from "../testing/replays.ts";
import type { StartInput } from "./input.ts";
import { presumeOk } from "./observe.ts";
import { readPlan } from "./read-plan.ts";
import { sendReplays } from "./send/send-replays.ts";
import { startReplay } from "./start.ts";
import { wakeSequences } from "./wake-sequences.ts";

const soon = { timeout: 30_000, interval: 20 };
const target = { to: "queue", queue: "orders.work" } as const;

/** Dead letters of these keys and numbers; an application whose table says how far each key was processed. Two workers send until the test ends. */
async function start(dead: readonly (readonly [string, string])[]) {
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.work");
  const { sql: owner, url } = await createEmptyDatabase();
  await owner.unsafe("create table positions (consumer text, key text, last bigint not null, primary key (consumer, key))");
  const sequences = { kind: "sequences", schema: "public", table: "positions", key: "key", last: "last", consumer: "consumer" } as const;
  const application: ApplicationSpec = {
    name: "shop",
    engine: "postgres",
    databaseUrl: url,
    consumes: [{ queue: "shop/*", consumer: "orders" }],
    unknown: null,
    tables: [{ ...sequences, field: null, at: null, holes: false }],
  };
  const ctx = testContext(await testDatabase(), {
    brokers: [memory],
    config: { sources: [shop], applications: [application], observeSeconds: 600 },
  });
  onTestFinished(() => ctx.applications.close());
  const reader = await watchQueue(ctx);
  const rules = { ...reader.rules, envelope: { key: "$.key", eventId: "$.id", sequence: "$.n" } };
  const letter = ([key, n]: readonly [string, string]) =>
    rawMessage({
      body: Buffer.from(`{"key":"${key}","id":"${key}-${n}","n":${n}}`),
      headers: [textHeader("x-death-queue", "orders.work")],
    });
  const die = (...some: readonly (readonly [string, string])[]) => capture(ctx, { ...reader, rules }, some.map(letter));
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
  const process = (key: string, last: string) =>
    owner`insert into positions values ('orders', ${key}, ${last}) on conflict (consumer, key) do update set last = excluded.last`;
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
  return { ctx, ids, die, process, vanish, sent, states, begin, wake: () => wakeSequences(ctx, { after: 0 }) };
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
  expect(held?.data).toEqual({ number: "6", first: "5", where: null, behind: null, missing: "5" });
  const missing = await die(["a", "5"]);
  expect(await wake()).toBe(false);
  await begin(missing);
  await vi.waitFor(() => expect(sent()).toEqual(["a-5"]), soon);
  await process("a", "5");
  await wake();
  await vi.waitFor(() => expect(sent()).toEqual(["a-5", "a-6"]), soon);
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
