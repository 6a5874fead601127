import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { Ctx } from "../context.ts";
import { connectDatabase } from "../db/client.ts";
import { copyDatabase, createTestDatabase } from "../testing/database.ts";
import { sharedKafka, type TestKafka } from "../testing/kafka.ts";
import { openKafkaShop } from "../testing/kafka-shop.ts";
import { startWorker } from "../testing/worker.ts";
import { resumeReplay } from "./resume.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 90_000, interval: 100 };
const count = 90;
let kafka: Pick<TestKafka, "bootstrap" | "stop">;
beforeAll(async () => {
  kafka = await sharedKafka();
});
afterAll(() => kafka.stop());

type Shop = Awaited<ReturnType<typeof openKafkaShop>>;

/** A console on a database of its own. Nobody stays connected, so that the database can be copied. */
function openConsole({ ctx, yaml }: Shop, database: { readonly url: string; drop(): Promise<void> }) {
  onTestFinished(database.drop);
  const run = async () => {
    const worker = await startWorker({ yaml, databaseUrl: database.url });
    onTestFinished(async () => void (await worker.kill("SIGKILL")));
    return worker;
  };
  const ask = async <T>(what: (ctx: Ctx) => Promise<T>): Promise<T> => {
    const { sql, db, close } = connectDatabase(database.url, { max: 2 });
    try {
      return await what({ ...ctx, sql, db });
    } finally {
      await close();
    }
  };
  const states = () =>
    ask(
      async ({ sql }): Promise<Readonly<Record<string, number>>> =>
        Object.fromEntries((await sql`select state, count(*) as n from replay_items group by 1`).map(({ state, n }) => [state, n])),
    );
  return { run, ask, states };
}

test("a backup that is restored in the middle of a replay to Kafka: the topic is asked what it has, and nothing is sent twice", async () => {
  const shop = await openKafkaShop(kafka.bootstrap);
  const database = await createTestDatabase();
  const old = openConsole(shop, database);
  /** Runs a worker until it has sent so many. */
  const sendUntil = async (n: number) => {
    const worker = await old.run();
    await vi.waitFor(async () => expect((await old.states())["observing"] ?? 0, worker.log()).toBeGreaterThan(n), soon);
    expect(await worker.kill("SIGTERM")).toBe(0);
  };
  shop.fail(count);
  const taker = await old.run();
  await vi.waitFor(async () => expect(await old.ask(({ sql }) => sql`select 1 from messages`)).toHaveLength(count), soon);
  expect(await taker.kill("SIGTERM")).toBe(0);
  const selection = { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() };
  const { id } = await old.ask((ctx) =>
    startReplay(ctx, { selection, target: { to: "queue", queue: shop.topic }, rate: 5, reason: "the gateway is back" }),
  );
  await sendUntil(5);
  const backup = await copyDatabase(database.url);
  await sendUntil(30);
  const sent = (await old.states())["observing"] ?? 0;
  expect(sent).toBeLessThan(count);

  const restored = openConsole(shop, backup);
  const worker = await restored.run();
  const replay = () => restored.ask(async ({ sql }) => (await sql`select state, pause_code as pause from replays`)[0]);
  await vi.waitFor(async () => expect(await replay(), worker.log()).toEqual({ state: "paused", pause: "restored" }), soon);
  await vi.waitFor(async () => expect(await restored.states(), worker.log()).toEqual({ observing: sent, selected: count - sent }), soon);
  await restored.ask(async (ctx) => {
    await ctx.sql`update replays set rate = null`;
    await resumeReplay(ctx, { id, reason: "Kafka has told" });
  });
  await vi.waitFor(async () => expect(await restored.states(), worker.log()).toEqual({ observing: count }), soon);
  const attempts = shop.read(shop.topic).map(({ headers }) => headers[headers.indexOf("x-redrive-attempt") + 1]);
  expect([attempts.length, new Set(attempts).size]).toEqual([count, count]);
}, 300_000);
