import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { type KafkaClients, openKafkaClients } from "../../testing/kafka-clients.ts";
import { makeTopics } from "./make-topics.ts";
import { Client } from "./client.ts";
import { Fetcher } from "./fetcher.ts";
import { readRecords } from "./read-records.ts";

let kafka: KafkaClients;
beforeAll(async () => {
  kafka = await openKafkaClients();
});
afterAll(() => kafka.close());

async function makeTopic(count: number): Promise<string> {
  const topic = `orders-${randomUUID()}`;
  await makeTopics(kafka.admin, [{ topic, numPartitions: 1 }]);
  for (let from = 0; from < count; from += 50)
    await kafka.producer.send({ topic, messages: Array.from({ length: 50 }, (_, n) => ({ value: `${from + n} ${"x".repeat(200)}` })) });
  return topic;
}

function connect() {
  const client = new Client({ source: "shop", brokers: [kafka.bootstrap], tls: false, group: "redrive", sasl: null });
  const fetcher = new Fetcher(client);
  const fetches = vi.spyOn(fetcher, "fetch");
  onTestFinished(async () => {
    await Promise.all([fetcher.close(), client.close()]);
  });
  const read = async (topic: string, offsets: readonly number[], partition = 0) => {
    fetches.mockClear();
    const found = await readRecords(client, fetcher, { topic, partition, offsets, signal: undefined });
    return {
      found: [...found].map(([offset, { body }]) => [offset, Number.parseInt(String(body), 10)]),
      fetches: fetches.mock.calls.length,
    };
  };
  return { read };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

test("records that lie near each other are read together, in whatever order they are asked for", async () => {
  const topic = await makeTopic(2_000);
  const { read } = connect();
  const near = await read(topic, range(0, 1_000).toReversed());
  expect(near.found).toEqual(range(0, 1_000).map((n) => [n, n]));
  expect(near.fetches).toBeLessThan(10);
  expect(await read(topic, [1_999, 3, 1_000])).toEqual({
    found: [
      [3, 3],
      [1_000, 1_000],
      [1_999, 1_999],
    ],
    fetches: 3,
  });
});

test("what has expired, was never written, or is in no partition is left out, at the price of a few reads", async () => {
  const topic = await makeTopic(500);
  // A broker under load refuses it until its high watermark is there.
  const expire = () => kafka.admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: "450" }] });
  await vi.waitFor(expire, { timeout: 20_000, interval: 200 });
  const { read } = connect();
  const { found, fetches } = await read(topic, [...range(0, 460), ...range(9_000, 9_400)]);
  expect(found.map(([offset]) => offset)).toEqual(range(450, 460));
  expect(fetches).toBeLessThan(6);
  expect(await read(topic, [1], 7)).toEqual({ found: [], fetches: 0 });
  await expect(read(`no-${topic}`, [1])).rejects.toMatchObject({ code: "missing" });
});

test("a topic that was read and is deleted since does not keep others from being read", async () => {
  const [gone, there] = [await makeTopic(50), await makeTopic(50)];
  const { read } = connect();
  expect((await read(gone, [1])).found).toEqual([[1, 1]]);
  await kafka.admin.deleteTopics({ topics: [gone] });
  await expect.poll(async () => (await kafka.admin.listTopics()).includes(gone)).toBe(false);
  expect((await read(there, [1])).found).toEqual([[1, 1]]);
});
