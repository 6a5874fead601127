import { expect, onTestFinished, test, vi } from "vitest";
import type { ApplicationSpec } from "../../applications/application.ts";
import { textHeader } from "../../sources/json-head.ts";
import { createMemoryBroker } from "../../sources/memory/create.ts";
import { testContext } from "../../testing/context.ts";
import { createEmptyDatabase, testDatabase } from "../../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../../testing/messages.ts";
import { age, observeAndAsk, sendAs } from "../../testing/replays.ts";
import { getReplay } from "../get.ts";
import { resumeReplay } from "../resume.ts";
import { skipCanary } from "../skip-canary.ts";
import { startReplay } from "../start.ts";
import { reasonWords } from "../words.ts";

const soon = { timeout: 20_000, interval: 20 };

/** Dead letters of these keys, each with number 5, and an application that has processed each key up to a number. */
async function start(done: Readonly<Record<string, number>>, canary: number) {
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.work");
  memory.server.queue("orders.work").consumers = 1;
  const { sql: owner, url } = await createEmptyDatabase();
  await owner.unsafe("create table positions (consumer text, key text, last bigint not null, primary key (consumer, key))");
  const process = (key: string, last: number) =>
    owner`insert into positions values ('orders', ${key}, ${last}) on conflict (consumer, key) do update set last = excluded.last`;
  for (const [key, last] of Object.entries(done)) await process(key, last);
  const table = { kind: "sequences", schema: "public", table: "positions", key: "key", last: "last", consumer: "consumer" } as const;
  const application: ApplicationSpec = {
    name: "shop",
    engine: "postgres",
    databaseUrl: url,
    consumes: [{ queue: "shop/*", consumer: "orders" }],
    unknown: null,
    tables: [{ ...table, field: null, at: null, holes: false }],
  };
  const config = { sources: [shop], applications: [application], observeSeconds: 60 };
  const ctx = testContext(await testDatabase(), { brokers: [memory], config });
  onTestFinished(() => ctx.applications.close());
  const reader = await watchQueue(ctx);
  const rules = { ...reader.rules, envelope: { key: "$.key", sequence: "$.n" } };
  const headers = [textHeader("x-death-queue", "orders.work")];
  const letters = Object.keys(done).map((key, at) =>
    rawMessage({ body: Buffer.from(JSON.stringify({ key, n: 5 })), headers, position: String(at) }),
  );
  const ids = await capture(ctx, { ...reader, rules }, letters);
  const target = { to: "queue", queue: "orders.work" } as const;
  const begin = async () =>
    (await startReplay(ctx, { selection: { ids }, target, rate: null, stages: { canary, ramp: false }, reason: "in order" })).id;
  const sent = () =>
    memory.server.queue("orders.work").ready.map(({ body }) => (JSON.parse(String(Buffer.from(body ?? []))) as { key: string }).key);
  const look = async () => {
    await ctx.sql`update replays set asked_at = null`;
    await observeAndAsk(ctx);
    const [row] =
      await ctx.sql`select r.state, pause_code as code, s.state as canary from replays r join replay_stages s on s.replay_id = r.id and nth = 1`;
    return row;
  };
  const becomes = (expected: object) => vi.waitFor(async () => expect(await look()).toMatchObject(expected), soon);
  return { ctx, process, begin, sent, look, becomes };
}

const running = { state: "running", code: null };

test("a message that waits for a missing number is not chosen as canary", async () => {
  const { ctx, begin, sent, becomes } = await start({ a: 3, b: 4, c: 3, d: 4 }, 2);
  await begin();
  await sendAs(ctx, "one");
  await becomes({ ...running, canary: "observing" });
  expect(sent().toSorted()).toEqual(["b", "d"]);
});

test("where all that is chosen waits for a number, the replay pauses at once: nothing was fit to be a canary", async () => {
  const { ctx, begin, sent, look } = await start({ a: 3, b: 3, c: 3 }, 2);
  await begin();
  await sendAs(ctx, "one");
  expect(await look()).toMatchObject({ state: "paused", code: "canary_unproven" });
  expect(sent()).toEqual([]);
});

test("a canary that is held after it was chosen pauses the replay after two windows, says why, and is watched once it was sent", async () => {
  const { ctx, process, begin, sent, look, becomes } = await start({ a: 4, b: 4, c: 4, d: 4 }, 2);
  const id = await begin();
  // An older backup of the application's database is restored.
  const [{ key }] = await ctx.sql<[{ key: string }]>`
    select event_key as key from replay_items i join messages m on m.id = i.message_id order by i.id limit 1`;
  await process(key, 3);
  await sendAs(ctx, "one");
  await vi.waitFor(() => expect(sent()).toHaveLength(1), soon);
  await vi.waitFor(async () => expect(await ctx.sql`select from replay_items where state = 'held'`).toHaveLength(1), soon);
  await age(ctx, 110);
  for (let n = 0; n < 3; n++) expect(await look()).toMatchObject(running);
  await age(ctx, 11);
  expect(await look()).toMatchObject({ state: "paused", code: "canary_held" });
  const told = reasonWords((await getReplay(ctx, { id })).pause ?? { code: "", data: null });
  expect(told).toBe(
    "1 of the canary cannot be sent yet (held: number 5 waits for 4, and no stored message has it). The others wait for the canary. Mend that, then resume; or skip the canary.",
  );
  // A resume waits as long again.
  await resumeReplay(ctx, { id, reason: "it comes" });
  await age(ctx, 110);
  expect(await look()).toMatchObject(running);
  await process(key, 4);
  await ctx.sql`update replay_items set held_until = clock_timestamp() where state = 'held'`;
  await becomes({ ...running, canary: "observing" });
  await skipCanary(ctx, { id, reason: "seen" });
  await vi.waitFor(() => expect(sent()).toHaveLength(4), soon);
});
