import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { confirmed } from "../testing/messages.ts";
import { createKafka } from "../sources/kafka/create.ts";
import { Kafka, logLevel } from "../sources/kafka/records.ts";
import { discardMessages } from "../bulk/discard.ts";
import { restoreMessages } from "../bulk/restore.ts";
import { sharedKafka, type TestKafka } from "../testing/kafka.ts";
import { openKafkaShop } from "../testing/kafka-shop.ts";
import { orderedText } from "../sources/position.ts";
import { purgeQueue } from "./purge.ts";
import { readPurgePlan } from "./read-purge-plan.ts";

const soon = { timeout: 60_000, interval: 100 };
const reason = "handled by hand";
let kafka: Pick<TestKafka, "bootstrap" | "stop">;
beforeAll(async () => {
  kafka = await sharedKafka();
});
afterAll(() => kafka.stop());

/** So many dead letters over three partitions, mirrored and discarded. */
async function openSettledShop(count = 30) {
  const shop = await openKafkaShop(kafka.bootstrap);
  const { ctx, sql, admin, dead } = shop;
  shop.fail(count);
  const worker = await shop.run();
  const captured = (n: number) => vi.waitFor(async () => expect(await shop.stored(), worker.log()).toBe(n), soon);
  await captured(count);
  const discardAll = async () => discardMessages(ctx, { selection: await confirmed(ctx, ""), reason: "no longer needed" });
  await discardAll();
  const [queue] = await sql<[{ id: number }]>`select id from queues where name = ${dead}`;
  const plan = async () => {
    // What is read is committed a moment after it is stored.
    await vi.waitFor(async () => expect((await ctx.brokers.get("shop").depth(dead)).ready).toBe(0), soon);
    return readPurgePlan(ctx, queue);
  };
  const marks = async () => (await plan()).parts.filter(({ records }) => records > 0).map(({ part, before }) => ({ part, before }));
  const firsts = async () =>
    Object.fromEntries((await admin.fetchTopicOffsets(dead)).map(({ partition, low }) => [partition, orderedText(low)] as const));
  const acts = async () =>
    (await sql`select data->>'act' as act, result from audit where permission = 'queue.purge' order by id`).map((row) => [
      row["act"],
      row["result"],
    ]);
  return { ...shop, worker, captured, discardAll, queue, plan, marks, firsts, acts };
}

test("a settled topic is emptied for everybody; copies, others' groups and the sight of gaps stay as they were", async () => {
  const { ctx, sql, admin, dead, queue, worker, captured, fail, plan, marks, firsts, acts, run } = await openSettledShop();
  const groupId = `billing-${dead}`;
  await admin.setOffsets({ groupId, topic: dead, partitions: [{ partition: 0, offset: "1" }] });
  const before = await admin.fetchOffsets({ groupId, topics: [dead] });
  const planned = await plan();
  expect(planned).toMatchObject({ records: 30, compacted: false });
  expect(planned.parts[0]?.behind).toContainEqual({ group: groupId, next: "offset 1" });
  const parts = await marks();
  const removed = await purgeQueue(ctx, { id: queue.id, parts, reason });
  expect(removed).toEqual(parts.map(({ part }) => ({ part, state: "done", reason: null })));
  expect(await firsts()).toMatchObject(Object.fromEntries(parts.map(({ part, before }) => [part, before])));
  expect(await admin.fetchOffsets({ groupId, topics: [dead] })).toEqual(before);
  expect(await plan()).toMatchObject({ records: 0 });
  expect(await acts()).toEqual([
    ["purge", "allowed"],
    ["purged", "allowed"],
  ]);
  await worker.kill("SIGTERM");
  await run();
  fail(3, 30);
  await captured(33);
  expect((await sql`select * from queue_gaps`).length).toBe(0);
  expect((await sql<[{ n: number }]>`select count(*) as n from bodies`)[0].n).toBe(33);
});

test("a dead message ends the prefix of its partition, and of no other", async () => {
  const { ctx, sql, plan } = await openSettledShop();
  const [record] = await sql<[{ id: number; part: string }]>`
    select message_id as id, part from log_records where at = ${orderedText(3)} limit 1`;
  await restoreMessages(ctx, { selection: { ids: [record.id] }, reason: "look again" });
  const { parts } = await plan();
  expect(parts.find(({ part }) => part === record.part)).toMatchObject({
    records: 3,
    before: orderedText(3),
    stop: `Message ${record.id} at offset 3 is dead.`,
  });
  expect(parts.filter(({ stop }) => stop === null)).toHaveLength(2);
});

test("a record that is dead again since the plan was shown stops all of it, in words", async () => {
  const { ctx, sql, queue, marks, firsts, acts } = await openSettledShop();
  const parts = await marks();
  const [message] = await sql<[{ id: number }]>`select id from messages order by id limit 1`;
  await restoreMessages(ctx, { selection: { ids: [message.id] }, reason: "look again" });
  await expect(purgeQueue(ctx, { id: queue.id, parts, reason })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(
      new RegExp(`is no longer settled .* Message ${message.id} at offset \\d+ is dead. Nothing was removed.`),
    ),
  });
  expect(Object.values(await firsts())).toEqual([0, 0, 0].map((low) => orderedText(low)));
  expect(await acts()).toEqual([
    ["purge", "allowed"],
    ["purged", "failed"],
  ]);
});

test("nothing is restored between the last look and the removal", async () => {
  const { ctx, sql, queue, marks } = await openSettledShop();
  const parts = await marks();
  const { log } = ctx.brokers.get("shop");
  if (!log) throw new Error("Kafka has a log.");
  const [message] = await sql<[{ id: number }]>`select id from messages order by id limit 1`;
  let restoring: Promise<unknown> = Promise.resolve();
  let waited = false;
  const remove = vi.spyOn(log, "removeBefore").mockImplementationOnce(async (name, marked) => {
    restoring = restoreMessages(ctx, { selection: { ids: [message.id] }, reason: "too late" });
    await vi.waitFor(async () => {
      const [lock] = await sql`
        select 1 from pg_locks join pg_database d on d.oid = database
        where locktype = 'advisory' and not granted and datname = current_database()`;
      waited = lock !== undefined;
      expect(waited).toBe(true);
    }, soon);
    remove.mockRestore();
    return log.removeBefore(name, marked);
  });
  expect((await purgeQueue(ctx, { id: queue.id, parts, reason })).every(({ state }) => state === "done")).toBe(true);
  expect(waited).toBe(true);
  await restoring;
  expect((await sql`select state from messages where id = ${message.id}`)[0]).toEqual({ state: "dead" });
});

test("a record that this database never stored is not purged, though the consumer group is past it", async () => {
  const { sql, plan } = await openSettledShop();
  await sql`delete from log_records where at = ${orderedText(2)}`;
  const { parts } = await plan();
  for (const part of parts)
    expect(part).toMatchObject({ before: orderedText(2), records: 2, stop: "Redrive has no copy of the record at offset 2." });
});

test("marks of transactions and aborted records are holes that stop nothing", async () => {
  const { ctx, dead, captured, discardAll, queue, plan, marks, firsts } = await openSettledShop(3);
  const client = new Kafka({ brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING });
  const producer = client.producer({ transactionalId: dead, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  onTestFinished(() => producer.disconnect());
  for (const end of ["commit", "abort", "commit"] as const) {
    const transaction = await producer.transaction();
    await transaction.send({ topic: dead, messages: [0, 1, 2].map((partition) => ({ partition, value: end })) });
    await transaction[end]();
  }
  await captured(9);
  await discardAll();
  const planned = await plan();
  expect(planned).toMatchObject({ records: 9 });
  const parts = await marks();
  await purgeQueue(ctx, { id: queue.id, parts, reason });
  expect(await firsts()).toMatchObject(Object.fromEntries(parts.map(({ part, before }) => [part, before])));
});

test("a topic that is only compacted refuses, in words", async () => {
  const { ctx, admin, dead, queue, plan, marks, firsts, acts } = await openSettledShop();
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: 2, name: dead, configEntries: [{ name: "cleanup.policy", value: "compact" }] }],
  });
  await vi.waitFor(async () => expect(await plan()).toMatchObject({ compacted: true }), soon);
  const removed = await purgeQueue(ctx, { id: queue.id, parts: await marks(), reason });
  expect(removed.map(({ state, reason: why }) => [state, why])).toEqual(
    removed.map(() => ["refused", "Kafka removes nothing from a topic that is only compacted (POLICY_VIOLATION)."]),
  );
  expect(Object.values(await firsts())).toEqual([0, 0, 0].map((low) => orderedText(low)));
  expect((await acts()).at(-1)).toEqual(["purged", "failed"]);
});

test("a queue that is no mirrored log is refused", async () => {
  const { ctx, sql, queue } = await openSettledShop(1);
  await sql`update queues set mode = 'watch'`;
  await expect(readPurgePlan(ctx, queue)).rejects.toMatchObject({ code: "invalid", message: expect.stringContaining("mirrored") });
  await expect(purgeQueue(ctx, { id: queue.id + 1_000_000, parts: [{ part: "0", before: orderedText(1) }], reason })).rejects.toMatchObject(
    {
      code: "not_found",
    },
  );
});

test("a broker that does not answer leaves the outcome unknown, not done and not refused", async () => {
  const silent = createKafka({ source: "shop", brokers: ["127.0.0.1:1"], tls: false, group: "redrive", sasl: null });
  onTestFinished(() => silent.close());
  const [removal] = (await silent.log?.removeBefore("t", [{ part: "0", at: orderedText(1) }])) ?? [];
  expect(removal).toMatchObject({ part: "0", state: "unknown", reason: expect.stringContaining("no broker answers") });
});
