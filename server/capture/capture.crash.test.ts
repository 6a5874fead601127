import { connect } from "amqplib";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { connectDatabase } from "../db/client.ts";
import { createTestDatabase } from "../testing/database.ts";
import { type TestRabbitMQ, startRabbitMQ } from "../testing/rabbitmq.ts";
import { startWorker } from "../testing/worker.ts";

const soon = { timeout: 60_000, interval: 100 };
const count = 3_000;
let rabbit: TestRabbitMQ;
beforeAll(async () => {
  rabbit = await startRabbitMQ();
});
afterAll(() => rabbit.stop());

async function start(type: "classic" | "quorum") {
  const queue = `dead.${crypto.randomUUID()}`;
  const database = await createTestDatabase();
  const { sql, close } = connectDatabase(database.url, { max: 2 });
  const connection = await connect(rabbit.url);
  const channel = await connection.createConfirmChannel();
  connection.on("error", () => {});
  channel.on("error", () => {});
  await channel.assertQueue(queue, { durable: true, arguments: { "x-queue-type": type } });
  onTestFinished(async () => {
    await connection.close().catch(() => {});
    await close();
    await database.drop();
  });
  const yaml = `sources:\n  shop:\n    kind: rabbitmq\n    url: ${rabbit.url}\n    management: ${rabbit.management}\n    queues: ["${queue}"]\n`;
  return {
    run: async (crashAt?: string) => {
      const worker = await startWorker({ yaml, databaseUrl: database.url, ...(crashAt ? { crashAt } : {}) });
      onTestFinished(async () => void (await worker.kill("SIGKILL")));
      return worker;
    },
    publish: async (from: number, to: number, persistent = true) => {
      for (let at = from; at < to; at++) channel.sendToQueue(queue, Buffer.from(`{"eventId":"evt-${at}"}`), { persistent });
      await channel.waitForConfirms();
    },
    delete: () => channel.deleteQueue(queue),
    /** Waits until workers hold all that the queue had, while nothing can be stored; answers what lets it be stored. */
    holdAll: async (run: () => Promise<unknown>) => {
      const locks = await sql.reserve();
      await locks`set idle_in_transaction_session_timeout = 0`;
      await locks`begin`;
      await locks`lock table messages in share mode`;
      await run();
      await vi.waitFor(async () => expect((await channel.checkQueue(queue)).messageCount).toBe(0), soon);
      return async () => {
        await locks`commit`;
        locks.release();
      };
    },
    /** Nothing waits and nothing is held; asked of the management API, which also counts what a dead connection still holds. */
    drained: async () => {
      const auth = Buffer.from("guest:guest").toString("base64");
      const url = new URL(`/api/queues/%2F/${encodeURIComponent(queue)}`, rabbit.management.replace("guest:guest@", ""));
      const state = (await (await fetch(url, { headers: { authorization: `Basic ${auth}` } })).json()) as { messages?: number };
      return state.messages === 0;
    },
    stored: async () => {
      const [row] = await sql<{ n: number }[]>`select count(*) as n from messages`;
      return row?.n ?? 0;
    },
    /** The sets that Jepsen's total-queue checker names. */
    check: async (published: number) => {
      const rows = await sql<{ body: string; id: number; of: number | null }[]>`
        select convert_from(body, 'UTF8') as body, m.id, m.suspected_duplicate_of as of
        from messages m join bodies b on b.message_id = m.id order by m.id`;
      const wanted = new Set(Array.from({ length: published }, (_, at) => `{"eventId":"evt-${at}"}`));
      const seen = Map.groupBy(rows, ({ body }) => body);
      const copies = [...seen.values()].filter((same) => same.length > 1);
      const [counted] = await sql`
        select (select count(*) from messages) as messages, (select sum(n)::int from hour_counts) as hours, (select sum(n)::int from day_counts) as days,
          (select sum(n)::int from minute_arrivals) as minutes, (select count(*) from message_history) as history`;
      const total = rows.length;
      expect(counted).toEqual({ messages: total, hours: total, days: total, minutes: total, history: total });
      return {
        lost: [...wanted].filter((body) => !seen.has(body)),
        unexpected: [...seen.keys()].filter((body) => !wanted.has(body)),
        unflagged: copies.filter((same) => same.filter(({ of }) => of === null).length !== 1).map(([first]) => first?.body),
        duplicates: copies.length,
      };
    },
  };
}

const clean = { lost: [], unexpected: [], unflagged: [] };

test.each([
  ["classic", "capture.committed", true],
  ["quorum", "capture.committed", true],
  ["quorum", "capture.part", true],
  ["classic", "capture.written", false],
] as const)("%s queue, killed at %s: nothing is lost, no copy is unflagged", async (type, point, doubles) => {
  const { run, publish, stored, drained, check } = await start(type);
  await publish(0, count);
  const victim = await run(point);
  expect(await victim.ended, victim.log()).toBe("SIGKILL");
  expect((await stored()) > 0).toBe(doubles);
  const worker = await run();
  await publish(count, count + 100);
  await vi.waitFor(async () => expect(await stored(), worker.log()).toBeGreaterThanOrEqual(count + 100), soon);
  await vi.waitFor(async () => expect(await drained()).toBe(true), soon);
  expect(await worker.kill("SIGTERM")).toBe(0);
  const { duplicates, ...sets } = await check(count + 100);
  expect(sets).toEqual(clean);
  expect(duplicates > 0).toBe(doubles);
});

test.each(["deleted", "emptied by a restart of the broker"] as const)(
  "a queue that is %s while all of it is held: nothing is lost",
  async (how) => {
    const queue = await start("classic");
    const { run, publish, stored, holdAll, check } = queue;
    const many = 7_000;
    const transient = how !== "deleted";
    await publish(0, many, !transient);
    let log = () => "";
    const release = await holdAll(async () => {
      ({ log } = await run());
    });
    await (transient ? rabbit.restart() : queue.delete());
    await release();
    await vi.waitFor(async () => expect(await stored(), log()).toBe(many), soon);
    expect(await check(many)).toEqual({ ...clean, duplicates: 0 });
  },
);

test("killed again and again while messages arrive: nothing is lost, no copy is unflagged", async () => {
  const { run, publish, stored, drained, check } = await start("quorum");
  let published = 0;
  for (let round = 0; round < 5; round++) {
    const before = await stored();
    const worker = await run();
    const more = publish(published, published + count);
    published += count;
    await vi.waitFor(async () => expect(await stored(), worker.log()).toBeGreaterThan(before + round * 300), { ...soon, interval: 5 });
    expect(await worker.kill("SIGKILL")).toBe("SIGKILL");
    await more;
  }
  const worker = await run();
  await vi.waitFor(async () => expect(await drained(), worker.log()).toBe(true), soon);
  expect(await worker.kill("SIGTERM")).toBe(0);
  expect(await check(published)).toMatchObject(clean);
});

test.each(["quorum", "classic"] as const)("two workers share a %s queue through a restart of the broker", async (type) => {
  const { run, publish, stored, drained, check } = await start(type);
  const many = 20_000;
  await publish(0, many);
  const workers = await Promise.all([run(), run()]);
  await vi.waitFor(async () => expect(await stored()).toBeGreaterThan(0), soon);
  await rabbit.restart();
  expect(await drained()).toBe(false);
  await vi.waitFor(async () => expect(await stored(), workers.map((worker) => worker.log()).join("")).toBeGreaterThanOrEqual(many), soon);
  await vi.waitFor(async () => expect(await drained()).toBe(true), soon);
  expect(await Promise.all(workers.map((worker) => worker.kill("SIGTERM")))).toEqual([0, 0]);
  expect(await check(many)).toMatchObject(clean);
});
