import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { Ctx } from "../context.ts";
import { connectDatabase } from "../db/client.ts";
import { findStrangers } from "../queues/find-strangers.ts";
import { readQueueRows } from "../queues/read-rows.ts";
import { readSight } from "../queues/read-sight.ts";
import { copyDatabase, createTestDatabase } from "../testing/database.ts";
import { sharedKafka, type TestKafka } from "../testing/kafka.ts";
import { openKafkaShop } from "../testing/kafka-shop.ts";
import { startWorker } from "../testing/worker.ts";
import { readAgain } from "./read-again.ts";

const soon = { timeout: 60_000, interval: 100 };
const reason = "the old database is lost";
let kafka: Pick<TestKafka, "bootstrap" | "stop">;
beforeAll(async () => {
  kafka = await sharedKafka();
});
afterAll(() => kafka.stop());

type Shop = Awaited<ReturnType<typeof openKafkaShop>>;

/** A console on a database of its own, which mirrors the same topic by the same group. */
async function openConsole(shop: Shop, database: { readonly url: string; drop(): Promise<void> }) {
  onTestFinished(database.drop);
  const run = async () => {
    const worker = await startWorker({ yaml: shop.yaml, databaseUrl: database.url });
    onTestFinished(async () => void (await worker.kill("SIGKILL")));
    return worker;
  };
  /** Nobody stays connected: the database can be copied. */
  const ask = async <T>(what: (ctx: Ctx) => Promise<T>): Promise<T> => {
    const { sql, db, close } = connectDatabase(database.url, { max: 2 });
    try {
      return await what({ ...shop.ctx, sql, db });
    } finally {
      await close();
    }
  };
  const ids = () =>
    ask(async ({ sql }) => (await sql<{ id: string }[]>`select event_id as id from messages`).map(({ id }) => id).toSorted());
  const holds = (count: number) => vi.waitFor(async () => expect(await ids()).toHaveLength(count), soon);
  const warnings = () =>
    ask(async (ctx) => (await readQueueRows(ctx)).flatMap((queue) => queue.warnings.map(({ code, text }) => [code, text])));
  return { run, ask, ids, holds, warnings };
}

/** A shop whose first 30 dead letters another console has read. */
async function openReadShop(): Promise<Shop> {
  const shop = await openKafkaShop(kafka.bootstrap);
  const old = await openConsole(shop, await createTestDatabase());
  shop.fail(30);
  const first = await old.run();
  await old.holds(30);
  expect(await first.kill("SIGTERM")).toBe(0);
  return shop;
}

const eventIds = (count: number) => Array.from({ length: count }, (_, n) => `e-${n}`).toSorted();

test("a restored backup reads again what the lost database had read, once each, and says so", async () => {
  const shop = await openKafkaShop(kafka.bootstrap);
  const database = await createTestDatabase();
  const old = await openConsole(shop, database);
  shop.fail(30);
  const first = await old.run();
  await old.holds(30);
  expect(await first.kill("SIGTERM")).toBe(0);
  const backup = await copyDatabase(database.url);
  shop.fail(40, 30);
  const second = await old.run();
  await old.holds(70);
  expect(await second.kill("SIGTERM")).toBe(0);
  shop.fail(5, 70);

  const restored = await openConsole(shop, backup);
  const worker = await restored.run();
  await restored.holds(75);
  expect(await restored.ids()).toEqual(eventIds(75));
  expect(await restored.warnings()).toEqual([["read_again", expect.stringMatching(/^Up to 40 records were read again/)]]);
  // A worker that starts once more agrees with the group.
  expect(await worker.kill("SIGTERM")).toBe(0);
  await restored.run();
  shop.fail(5, 75);
  await restored.holds(80);
  expect(await restored.ask(({ sql }) => sql`select sum(again)::int as again from log_positions`)).toEqual([{ again: 40 }]);
  expect(await restored.ask(({ sql }) => sql`select 1 from queue_gaps`)).toEqual([]);
}, 180_000);

test("a new database on a known cluster says what it does not hold, and reads it when it is told to", async () => {
  const shop = await openReadShop();

  const fresh = await openConsole(shop, await createTestDatabase());
  shop.fail(5, 30);
  await fresh.run();
  await fresh.holds(5);
  expect(await fresh.warnings()).toEqual([["not_held", expect.stringMatching(/^Up to 30 older records are not in this database/)]]);
  expect((await fresh.ask(readSight)).queues.unheld).toBe(30);

  await fresh.ask(async (ctx) => {
    const [queue] = await readQueueRows(ctx);
    await readAgain(ctx, { id: queue?.id ?? 0, choice: "read", reason });
  });
  await fresh.holds(35);
  expect(await fresh.ids()).toEqual(eventIds(35));
  expect(await fresh.warnings()).toEqual([]);
  shop.fail(5, 35);
  await fresh.holds(40);
}, 180_000);

test("what is older can be left out, for good", async () => {
  const shop = await openReadShop();
  const fresh = await openConsole(shop, await createTestDatabase());
  const worker = await fresh.run();
  await vi.waitFor(async () => expect(await fresh.warnings()).toHaveLength(1), soon);
  await fresh.ask(async (ctx) => {
    const [queue] = await readQueueRows(ctx);
    await readAgain(ctx, { id: queue?.id ?? 0, choice: "leave", reason });
    await expect(readAgain(ctx, { id: queue?.id ?? 0, choice: "leave", reason })).rejects.toMatchObject({ code: "conflict" });
  });
  expect(await worker.kill("SIGTERM")).toBe(0);
  await fresh.run();
  shop.fail(5, 30);
  await fresh.holds(5);
  expect(await fresh.warnings()).toEqual([]);
}, 180_000);

test("a database goes on where it was when the group has forgotten, and reads no record twice", async () => {
  const shop = await openKafkaShop(kafka.bootstrap);
  const console = await openConsole(shop, await createTestDatabase());
  shop.fail(30);
  const first = await console.run();
  await console.holds(30);
  expect(await first.kill("SIGTERM")).toBe(0);
  await shop.admin.deleteGroups([`redrive.shop.${shop.dead}`]);
  const worker = await console.run();
  shop.fail(5, 30);
  await console.holds(35);
  expect(await console.ids()).toEqual(eventIds(35));
  expect(await console.warnings()).toEqual([]);
  await vi.waitFor(async () => expect((await shop.ctx.brokers.get("shop").depth(shop.dead)).ready, worker.log()).toBe(0), soon);
}, 180_000);

test("two consoles with one group are both told, and each holds everything once it has a group of its own", async () => {
  const shop = await openKafkaShop(kafka.bootstrap);
  const one = await openConsole(shop, await createTestDatabase());
  const other = await openConsole(shop, await createTestDatabase());
  const placed = ({ ask }: typeof one) => ask(async ({ sql }) => (await sql`select 1 from log_positions`).length);
  const first = await one.run();
  // It was given every partition before the other came: of each it knows where it stands.
  await vi.waitFor(async () => expect(await placed(one), first.log()).toBe(3), soon);
  const second = await other.run();
  const groupSize = async () => (await shop.admin.describeGroups([`redrive.shop.${shop.dead}`])).groups[0]?.members.length;
  await vi.waitFor(async () => expect(await groupSize(), first.log() + second.log()).toBe(2), soon);
  await vi.waitFor(async () => expect(await placed(other), second.log()).toBeGreaterThan(0), soon);
  const [source] = shop.ctx.config.sources;
  for (const console of [one, other]) {
    const told = await console.ask(async (ctx) => [...(await findStrangers(ctx, source!, [shop.dead])).values()]);
    expect(told).toMatchObject([
      {
        code: "strangers",
        severity: "bad",
        text: expect.stringContaining("members that are no worker of this console"),
        mend: expect.stringContaining("group:"),
      },
    ]);
  }
  shop.fail(60);
  const both = async () => new Set([...(await one.ids()), ...(await other.ids())]).size;
  await vi.waitFor(async () => expect(await both()).toBe(60), soon);
  expect((await one.ids()).length).toBeLessThan(60);
  // The partitions of the other come to the first: it has not stored what they held, whatever their group has committed.
  expect(await second.kill("SIGTERM")).toBe(0);
  await one.holds(60);
  expect(await one.ask(async (ctx) => (await findStrangers(ctx, source!, [shop.dead])).size)).toBe(0);
}, 240_000);
