import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startKafka, type TestKafka } from "../testing/kafka.ts";
import { openKafkaShop, type PrintedRecord } from "../testing/kafka-shop.ts";
import { readQueueRows } from "../queues/read-rows.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 60_000, interval: 100 };
let kafka: TestKafka;
beforeAll(async () => {
  kafka = await startKafka();
});
afterAll(() => kafka.stop());

test("a dead letter of Spring Kafka is mirrored, understood and sent again to its topic, byte for byte but for what says that it failed", async () => {
  const { ctx, sql, topic, dead, run, stored, fail, read } = await openKafkaShop(kafka.bootstrap);
  fail(20);
  const worker = await run();
  await vi.waitFor(async () => expect(await stored(), worker.log()).toBe(20), soon);
  const groups = await sql`select category, verdict, error_type as "errorType", origin from groups`;
  expect(groups).toEqual([{ category: "connection", verdict: "transient", errorType: "java.net.ConnectException", origin: topic }]);
  const { id } = await startReplay(ctx, {
    selection: { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() },
    target: { to: "failed_queue" },
    rate: null,
    reason: "the network is back",
  });
  await vi.waitFor(
    async () =>
      expect((await sql`select state in ('observing', 'completed') as sent from replays`)[0], worker.log()).toEqual({ sent: true }),
    soon,
  );
  const arrived = read(topic);
  const lines = ({ key, payload }: PrintedRecord) => `${key}:${payload}`;
  expect(arrived.map(lines).toSorted()).toEqual(read(dead).map(lines).toSorted());
  for (const { headers } of arrived) {
    expect(headers.slice(0, 6)).toEqual(["tenant", "north", "tenant", "south", "none", null]);
    expect(headers.slice(6).filter((_, index) => index % 2 === 0)).toEqual([
      "x-redrive-replay",
      "x-redrive-attempt",
      "x-redrive-count",
      "x-redrive-lineage",
    ]);
    expect(headers[7]).toBe(String(id));
  }
  expect(read(dead)).toHaveLength(20);
});

test("records are stored once, whether the worker is killed, another takes over, or the broker restarts", async () => {
  const { run, stored, fail, sql } = await openKafkaShop(kafka.bootstrap);
  fail(3_000);
  const victim = await run();
  await vi.waitFor(async () => expect(await stored(), victim.log()).toBeGreaterThan(0), { ...soon, interval: 5 });
  await victim.kill("SIGKILL");
  fail(1_000, 3_000);
  const worker = await run();
  await vi.waitFor(async () => expect(await stored(), worker.log()).toBe(4_000), soon);
  await kafka.restart();
  fail(500, 4_000);
  await vi.waitFor(async () => expect(await stored(), worker.log()).toBe(4_500), soon);
  expect(await sql`select count(distinct event_id) as n from messages`).toEqual([{ n: 4_500 }]);
}, 180_000);

test("what expired while no worker ran is told on its queue, once, and the rest is stored", async () => {
  const { ctx, sql, dead, run, stored, fail, expire } = await openKafkaShop(kafka.bootstrap);
  fail(30);
  const first = await run();
  await vi.waitFor(async () => expect(await stored(), first.log()).toBe(30), soon);
  expect(await first.kill("SIGTERM")).toBe(0);
  fail(60, 30);
  await expire(dead);
  fail(30, 90);
  for (let starts = 0; starts < 2; starts++) {
    const worker = await run();
    await vi.waitFor(() => expect(worker.log()).toContain("the worker runs"), soon);
    await vi.waitFor(async () => expect(await stored(), worker.log()).toBe(60), soon);
    expect(await worker.kill("SIGTERM")).toBe(0);
  }
  expect(await sql`select sum(lost)::int as n from queue_gaps`).toEqual([{ n: 60 }]);
  const [queue] = await readQueueRows(ctx);
  expect(queue?.warnings).toMatchObject([{ severity: "bad", text: expect.stringContaining("60 messages expired unread") }]);
});

test("dead letters of a key go back in the order of their topic, whatever the order in which they died", async () => {
  const { ctx, sql, topic, run, stored, failWith, read } = await openKafkaShop(kafka.bootstrap);
  for (const offset of [12, 10, 9, 11]) failWith(`{"n":${offset}}`, { partition: 0, offset });
  const worker = await run();
  await vi.waitFor(async () => expect(await stored(), worker.log()).toBe(4), soon);
  const selection = { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() };
  await startReplay(ctx, { selection, target: { to: "failed_queue" }, rate: null, reason: "in order" });
  await vi.waitFor(
    async () =>
      expect((await sql`select state in ('observing', 'completed') as sent from replays`)[0], worker.log()).toEqual({ sent: true }),
    soon,
  );
  expect(read(topic).map(({ payload }) => payload)).toEqual([9, 10, 11, 12].map((n) => `{"n":${n}}`));
});
