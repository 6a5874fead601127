import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type GetMessage } from "amqplib";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { connectDatabase, type Sql } from "../db/client.ts";
import { startEmbedded, stopEmbedded } from "../db/embedded.ts";
import { migrateDatabase } from "../db/migrate.ts";
import { testContext } from "../testing/context.ts";
import { createTestDatabase } from "../testing/database.ts";
import { type TestRabbitMQ, startRabbitMQ } from "../testing/rabbitmq.ts";
import { startWorker } from "../testing/worker.ts";
import { inHand } from "./send/batch.ts";
import { resumeReplay } from "./resume.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 90_000, interval: 50 };
let rabbit: TestRabbitMQ;
beforeAll(async () => {
  rabbit = await startRabbitMQ();
});
afterAll(() => rabbit.stop());

/** Dead letters captured from a real broker, and a replay of all of them that nobody has begun to send. */
async function start(count: number, databaseUrl: string) {
  const [dead, work] = [`dead.${crypto.randomUUID()}`, `work.${crypto.randomUUID()}`];
  const { sql, db, close } = connectDatabase(databaseUrl, { max: 3 });
  onTestFinished(close);
  // Longer than a slow machine takes, so that what was sent is still observed when it is checked.
  const ctx = testContext({ sql, db }, { config: { observeSeconds: 3_600 } });
  const onBroker = async <T>(
    use: (channel: Awaited<ReturnType<Awaited<ReturnType<typeof connect>>["createConfirmChannel"]>>) => Promise<T>,
  ) => {
    const connection = await connect(rabbit.url);
    try {
      return await use(await connection.createConfirmChannel());
    } finally {
      await connection.close();
    }
  };
  await onBroker(async (channel) => {
    for (const queue of [dead, work]) await channel.assertQueue(queue, { durable: true });
    for (let at = 0; at < count; at++) channel.sendToQueue(dead, Buffer.from(`evt-${at}`), { persistent: true });
    await channel.waitForConfirms();
  });
  // On a busy machine a test outlasts the minute after which what did not come back counts as good.
  const yaml = `replay: { observeSeconds: 3600 }\nsources:\n  shop:\n    kind: rabbitmq\n    url: ${rabbit.url}\n    management: ${rabbit.management}\n    queues: ["${dead}"]\n`;
  const run = async (crashAt?: string) => {
    const worker = await startWorker({ yaml, databaseUrl, ...(crashAt ? { crashAt } : {}) });
    onTestFinished(async () => {
      await worker.kill("SIGKILL");
    });
    return worker;
  };
  const taker = await run();
  await vi.waitFor(async () => expect((await sql`select count(*) as n from messages`)[0]?.["n"], taker.log()).toBe(count), soon);
  expect(await taker.kill("SIGTERM")).toBe(0);
  const selection = { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() };
  const { id } = await startReplay(ctx, { selection, target: { to: "queue", queue: work }, rate: null, reason: "test" });
  const states = () => countStates(sql);
  return {
    ctx,
    id,
    run,
    states,
    /** As if 16 seconds had gone by since a worker died. */
    expire: () => sql`update workers set beat_at = now() - interval '16 seconds'`,
    completed: async (log: () => string) => {
      await vi.waitFor(
        async () => expect((await sql`select state in ('observing', 'completed') as sent from replays`)[0], log()).toEqual({ sent: true }),
        soon,
      );
      expect(await states()).not.toHaveProperty("in_hand");
    },
    /** The sets that a checker of queues names, from what stands in the target queue and what was recorded. */
    check: async () => {
      const delivered = await onBroker(async (channel) => {
        const messages: GetMessage[] = [];
        for (let message = await channel.get(work, { noAck: true }); message; message = await channel.get(work, { noAck: true }))
          messages.push(message);
        return messages;
      });
      const items = await sql<{ id: number; state: string; body: string }[]>`
        select i.id, i.state, convert_from(b.body, 'UTF8') as body from replay_items i join bodies b on b.message_id = i.message_id and b.version = i.version`;
      const attempts = Map.groupBy(delivered, (message) => Number(message.properties.headers?.["x-redrive-attempt"]));
      const wrong = (state: string, times: (n: number) => boolean) => (item: { id: number; state: string }) =>
        item.state === state && times(attempts.get(item.id)?.length ?? 0);
      const bodies = new Map(items.map((item) => [item.id, item.body]));
      return {
        lost: items.filter(wrong("observing", (n) => n === 0)).map(({ id }) => id),
        unexpected: [
          ...items.filter((item) => !["observing", "unknown"].includes(item.state) && attempts.has(item.id)).map(({ id }) => id),
          ...delivered.filter((m) => bodies.get(Number(m.properties.headers?.["x-redrive-attempt"])) !== m.content.toString()).map(String),
        ],
        unflagged: items.filter(wrong("observing", (n) => n > 1)).map(({ id }) => id),
        doubled: items.filter(wrong("unknown", (n) => n > 1)).map(({ id }) => id),
        unknownSent: items.filter(wrong("unknown", (n) => n === 1)).length,
        unknownUnsent: items.filter(wrong("unknown", (n) => n === 0)).length,
      };
    },
  };
}

async function countStates(sql: Sql): Promise<Readonly<Record<string, number>>> {
  const rows = await sql<{ state: string; n: number }[]>`
    select case when state = 'selected' and ${inHand(sql)} then 'in_hand' else state::text end as state, count(*) as n from replay_items i group by 1`;
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

async function ownDatabase() {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  return database.url;
}

const clean = { lost: [], unexpected: [], unflagged: [], doubled: [] };

/** Whether some of the unknown ones were sent, and some were not; null: other lanes may have been anywhere. */
test.each([
  ["replay.intent", { sent: false, unsent: true }],
  ["replay.part", { sent: true, unsent: true }],
  ["replay.published", { sent: true, unsent: null }],
  ["replay.settled", { sent: null, unsent: null }],
] as const)("killed at %s: nothing is lost, nothing is sent twice, what is not known is said", async (point, unknown) => {
  const { run, states, expire, completed, check } = await start(4_500, await ownDatabase());
  const victim = await run(point);
  expect(await victim.ended, victim.log()).toBe("SIGKILL");
  const held = (await states())["in_hand"] ?? 0;
  await expire();
  const worker = await run();
  await completed(worker.log);
  expect(await worker.kill("SIGTERM")).toBe(0);
  const { unknown: marked = 0, observing = 0 } = await states();
  expect({ marked, total: marked + observing }).toEqual({ marked: held, total: 4_500 });
  const { unknownSent, unknownUnsent, ...sets } = await check();
  expect(sets).toEqual(clean);
  expect({ sent: unknown.sent === null ? null : unknownSent > 0, unsent: unknown.unsent === null ? null : unknownUnsent > 0 }).toEqual(
    unknown,
  );
  expect(unknownSent + unknownUnsent).toBe(marked);
});

test("killed again and again while it sends: every message is sent once or said to be unknown", async () => {
  const { run, states, expire, completed, check } = await start(20_000, await ownDatabase());
  for (let round = 1; round <= 4; round++) {
    const worker = await run();
    await vi.waitFor(async () => expect((await states())["observing"] ?? 0, worker.log()).toBeGreaterThan(round * 1_500), {
      ...soon,
      interval: 5,
    });
    await worker.kill("SIGKILL");
    await expire();
  }
  const worker = await run();
  await completed(worker.log);
  expect(await worker.kill("SIGTERM")).toBe(0);
  expect(await check()).toMatchObject(clean);
});

test("a restart of the broker while two workers send: what was refused was not sent, the rest goes on", async () => {
  const { ctx, id, run, states, completed, check } = await start(20_000, await ownDatabase());
  const workers = await Promise.all([run(), run()]);
  const log = () => workers.map((worker) => worker.log()).join("");
  await vi.waitFor(async () => expect((await states())["observing"] ?? 0, log()).toBeGreaterThan(1_000), { ...soon, interval: 5 });
  await rabbit.restart();
  await vi.waitFor(async () => {
    const [replay] = await ctx.sql`select state from replays`;
    if (replay?.["state"] === "paused") await resumeReplay(ctx, { id, reason: "the broker is back" });
    expect(["observing", "completed"]).toContain(replay?.["state"]);
  }, soon);
  await completed(log);
  expect(await Promise.all(workers.map((worker) => worker.kill("SIGTERM")))).toEqual([0, 0]);
  expect(await check()).toMatchObject(clean);
  expect((await states())["observing"]).toBeGreaterThan(10_000);
});

test("a restart of Postgres while it sends: every outcome is noted or said to be unknown", async () => {
  const parent = await mkdtemp(join(tmpdir(), "redrive-replay-"));
  await chmod(parent, 0o755);
  const home = join(parent, "postgres");
  const url = await startEmbedded(home, { fsync: "off" });
  onTestFinished(async () => {
    await stopEmbedded(home);
    await rm(parent, { recursive: true, force: true });
  });
  await migrateDatabase(url);
  const { run, states, completed, check } = await start(20_000, url);
  const worker = await run();
  await vi.waitFor(async () => expect((await states())["observing"] ?? 0, worker.log()).toBeGreaterThan(1_000), { ...soon, interval: 5 });
  await stopEmbedded(home);
  expect(await startEmbedded(home, { fsync: "off" })).toBe(url);
  // The driver may end the process when it loses a connection in the middle of a write; a supervisor starts the next one.
  const next = await run();
  await completed(() => worker.log() + next.log());
  const { observing = 0, unknown = 0, ...others } = await states();
  expect({ total: observing + unknown, others }).toEqual({ total: 20_000, others: {} });
  expect(await check()).toMatchObject(clean);
});
