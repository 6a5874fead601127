import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { type KafkaClients, openKafkaClients } from "../../testing/kafka-clients.ts";
import { makeTopics } from "./make-topics.ts";
import type { Gap, Kept, LogMemory } from "../log.ts";
import { holdFirstBatch } from "../harness.ts";
import type { Broker, RawMessage } from "../port.ts";
import { orderedText, placeOf } from "../position.ts";
import { kafkaCodec } from "./head.ts";
import { createKafka } from "./create.ts";

let kafka: KafkaClients;
beforeAll(async () => {
  kafka = await openKafkaClients();
});
afterAll(() => kafka.close());

/** Reads until so many messages came, and answers them with the gaps that were told on the way. */
async function read(broker: Broker, topic: string, count: number): Promise<{ bodies: string[]; gaps: Gap[] }> {
  const [bodies, gaps]: [string[], Gap[]] = [[], []];
  const enough = new AbortController();
  if (count === 0) setTimeout(() => enough.abort(), 3_000);
  await broker.consume(
    topic,
    async (batch) => {
      bodies.push(...batch.map(({ body }) => String(body)));
      if (bodies.length >= count) enough.abort();
    },
    { batchSize: 100, maxWaitMs: 20, onGap: async (gap) => void gaps.push(gap) },
    enough.signal,
  );
  return { bodies, gaps };
}

async function makeTopic(topic: string): Promise<void> {
  await makeTopics(kafka.admin, [{ topic, numPartitions: 1 }]);
}

const send = (topic: string, ...bodies: string[]) => kafka.producer.send({ topic, messages: bodies.map((value) => ({ value })) });

/** As retention does: the log begins at this offset. A broker under load refuses it until its high watermark is there. */
async function expire(topic: string, offset: number): Promise<void> {
  const partitions = [{ partition: 0, offset: String(offset) }];
  await vi.waitFor(() => kafka.admin.deleteTopicRecords({ topic, partitions }), { timeout: 20_000, interval: 200 });
}

function connect(): Broker {
  const broker = createKafka({ source: "shop", brokers: [kafka.bootstrap], tls: false, group: "redrive", sasl: null });
  onTestFinished(() => broker.close());
  return broker;
}

test("records that expired before they were read are told with their offsets, and the rest is read", async () => {
  const topic = `t-${randomUUID()}-dlt`;
  await makeTopic(topic);
  await send(topic, "0", "1");
  expect((await read(connect(), topic, 2)).bodies).toEqual(["0", "1"]);
  await send(topic, "2", "3", "4");
  await expire(topic, 4);
  expect(await read(connect(), topic, 1)).toEqual({
    bodies: ["4"],
    gaps: [{ part: "0", from: orderedText(2), to: orderedText(4), lost: 2 }],
  });
  expect((await read(connect(), topic, 0)).gaps).toEqual([]);
});

test("records that expire before their turn while the topic is read are told, whether any was read before or not", async () => {
  const readWhile = async (stalls: "before the first" | "after a batch") => {
    const topic = `t-${randomUUID()}-dlt`;
    await makeTopic(topic);
    await send(topic, "0", "1");
    const bodies: string[] = [];
    const gaps: Gap[] = [];
    const enough = new AbortController();
    const stalled = async () => {
      await send(topic, "2", "3", "4");
      await expire(topic, 4);
    };
    const memory: LogMemory = { read: async () => new Map(), begin: async () => (stalls === "before the first" ? stalled() : undefined) };
    const take = async (batch: readonly RawMessage[]) => {
      bodies.push(...batch.map(({ body }) => String(body)));
      if (bodies.includes("4")) enough.abort();
      else await stalled();
    };
    await connect().consume(
      topic,
      take,
      { batchSize: 100, maxWaitMs: 20, onGap: async (gap) => void gaps.push(gap), memory },
      enough.signal,
    );
    return { bodies, gaps };
  };
  const [none, some] = await Promise.all([readWhile("before the first"), readWhile("after a batch")]);
  expect(some).toEqual({ bodies: ["0", "1", "4"], gaps: [{ part: "0", from: orderedText(2), to: orderedText(4), lost: 2 }] });
  expect(none).toEqual({ bodies: ["4"], gaps: [{ part: "0", from: orderedText(0), to: orderedText(4), lost: 4 }] });
});

test("a topic that is deleted and recreated is read from its start, though it is longer than the old one was", async () => {
  const topic = `t-${randomUUID()}-dlt`;
  await makeTopic(topic);
  await send(topic, "old 0", "old 1");
  await read(connect(), topic, 2);
  await kafka.admin.deleteTopics({ topics: [topic] });
  await expect.poll(async () => (await kafka.admin.listTopics()).includes(topic)).toBe(false);
  await makeTopic(topic);
  await send(topic, "new 0", "new 1", "new 2");
  expect(await read(connect(), topic, 3)).toEqual({ bodies: ["new 0", "new 1", "new 2"], gaps: [] });
});

test("a topic that is deleted while its records are in hand: all that was fetched is handed over", async () => {
  const topic = `t-${randomUUID()}-dlt`;
  await makeTopics(kafka.admin, [{ topic, numPartitions: 4 }]);
  const sent = Array.from({ length: 10_000 }, (_, n) => `record ${n}`);
  await kafka.producer.send({ topic, messages: sent.map((value, n) => ({ value, partition: n % 4 })) });
  const { first, gate, batches, ended } = holdFirstBatch(connect(), topic, { batchSize: 1_000, maxWaitMs: 20 });
  await first;
  await kafka.admin.deleteTopics({ topics: [topic] });
  await expect.poll(async () => (await kafka.admin.listTopics()).includes(topic)).toBe(false);
  gate.resolve();
  expect(await ended).toMatchObject({ name: "BrokerError", code: "missing" });
  expect(new Set(batches.flat().map(({ body }) => String(body))).size).toBe(sent.length);
});

test("the same while it is read: what the new one holds is read, and the end of the old one is told", async () => {
  const topic = `t-${randomUUID()}-dlt`;
  await makeTopic(topic);
  await send(topic, "old 0", "old 1");
  const bodies: string[] = [];
  const gaps: Gap[] = [];
  const stop = new AbortController();
  const broker = connect();
  // What capture keeps in its database.
  const kept = new Map<string, Kept>();
  const memory: LogMemory = {
    read: async () => kept,
    begin: async (starts) => {
      for (const { part, next } of starts) if (kept.get(part)?.next !== next) kept.set(part, { next, last: null, since: null });
    },
  };
  const take = async (batch: readonly RawMessage[]) => {
    bodies.push(...batch.map(({ body }) => String(body)));
    const last = placeOf(batch.at(-1)?.identity ?? null);
    if (last) kept.set(last.part, { next: kafkaCodec.log?.after(last.at) ?? null, last, since: null });
  };
  const reading = (async () => {
    while (!stop.signal.aborted)
      await broker
        .consume(topic, take, { batchSize: 100, maxWaitMs: 20, onGap: async (gap) => void gaps.push(gap), memory }, stop.signal)
        .catch(() => delay(200));
  })();
  await expect.poll(() => bodies, { timeout: 10_000 }).toEqual(["old 0", "old 1"]);
  await kafka.admin.deleteTopics({ topics: [topic] });
  await expect.poll(async () => (await kafka.admin.listTopics()).includes(topic)).toBe(false);
  await makeTopic(topic);
  await send(topic, "new 0", "new 1", "new 2");
  await expect.poll(() => bodies.slice(2), { timeout: 40_000 }).toEqual(["new 0", "new 1", "new 2"]);
  stop.abort();
  await reading;
  expect(gaps).toEqual([{ part: "0", from: orderedText(2), to: null, lost: 0 }]);
});

test("aborted records are never read, and leave nothing that seems to wait", async () => {
  const topic = `t-${randomUUID()}-dlt`;
  await makeTopic(topic);
  const exactly = kafka.client.producer({ transactionalId: `tx-${topic}`, idempotent: true, maxInFlightRequests: 1 });
  await exactly.connect();
  onTestFinished(() => exactly.disconnect());
  const inTransaction = async (body: string, end: "commit" | "abort") => {
    const transaction = await exactly.transaction();
    await transaction.send({ topic, messages: [{ value: body }, { value: `${body}, too` }] });
    await transaction[end]();
  };
  await inTransaction("committed", "commit");
  await inTransaction("aborted", "abort");
  await inTransaction("committed later", "commit");
  const broker = connect();
  expect((await read(broker, topic, 4)).bodies).toEqual(["committed", "committed, too", "committed later", "committed later, too"]);
  await inTransaction("aborted at the end", "abort");
  expect((await read(broker, topic, 0)).bodies).toEqual([]);
  expect((await broker.depth(topic)).ready).toBe(0);
});

test("what was not read yet has an age, and a time at which retention removes it", async () => {
  const topic = `t-${randomUUID()}-dlt`;
  await makeTopics(kafka.admin, [{ topic, numPartitions: 1, configEntries: [{ name: "retention.ms", value: "86400000" }] }]);
  await kafka.producer.send({ topic, messages: [{ value: "old", timestamp: "1700000000000" }, { value: "new" }] });
  const depth = await connect().depth(topic);
  expect(depth).toEqual({ ready: 2, oldestAt: new Date(1_700_000_000_000), expiresAt: new Date(1_700_086_400_000) });
});
