import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { kcat } from "../../testing/kcat.ts";
import { makeTopics } from "./make-topics.ts";
import { sharedKafka } from "../../testing/kafka.ts";
import { createKafka } from "./create.ts";
import { packHead } from "./head.ts";
import { Kafka, logLevel } from "./records.ts";
import { writeWireHeaders } from "./wire-headers.ts";

let server: Awaited<ReturnType<typeof sharedKafka>>;
beforeAll(async () => {
  server = await sharedKafka();
});
afterAll(() => server.stop());

/** A new topic, an adapter, and what another client finds in the topic. */
async function openTopic(numPartitions: number) {
  const queue = `t-${randomUUID()}`;
  const admin = new Kafka({ brokers: [server.bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await makeTopics(admin, [{ topic: queue, numPartitions }]);
  await admin.disconnect();
  const broker = createKafka({ source: "shop", brokers: [server.bootstrap], tls: false, group: "redrive", sasl: null });
  onTestFinished(() => broker.close());
  const publish = (key: string | null, attempt: number, partition?: number) => {
    const bytes = key === null ? null : Buffer.from(key);
    const record = {
      topic: queue,
      partition: 0,
      offset: 0n,
      timestamp: 0n,
      appendTime: false,
      key: bytes,
      rawHeaders: writeWireHeaders([]),
    };
    const head = broker.codec.change(packHead(record), { strip: [], add: [{ name: "x-redrive-attempt", text: String(attempt) }] });
    return broker.publish(
      { to: "queue", queue, ...(partition === undefined ? {} : { part: String(partition) }) },
      { body: Buffer.from("x"), head },
      "1",
    );
  };
  const stored = () =>
    kcat(server.bootstrap, ["-C", "-t", queue, "-o", "beginning", "-e", "-Z", "-f", "%p %k\n"]).toString().trim().split("\n").toSorted();
  return { queue, broker, publish, stored };
}

test("a key goes where Java's own client sends it", async () => {
  // Of the tests of Kafka's client: https://github.com/apache/kafka/blob/trunk/clients/src/test/java/org/apache/kafka/common/utils/UtilsTest.java
  const murmur2 = {
    "21": -973932308,
    foobar: -790332482,
    "a-little-bit-long-string": -985981536,
    "a-little-bit-longer-string": -1486304829,
    abc: 479470107,
  };
  const { queue, broker, publish, stored } = await openTopic(7);
  const partitionOf = (hash: number) => (hash & 0x7fffffff) % 7;
  await Promise.all(Object.keys(murmur2).map((key, at) => publish(key, at)));
  expect(stored()).toEqual(
    Object.entries(murmur2)
      .map(([key, hash]) => `${partitionOf(hash)} ${key}`)
      .toSorted(),
  );
  const partitions = await broker.log?.partitions(queue);
  expect(partitions?.parts).toHaveLength(7);
  for (const [key, hash] of Object.entries(murmur2)) expect(partitions?.of(Buffer.from(key))).toBe(String(partitionOf(hash)));
});

test("a record goes to the partition that is asked for, with a key or without, and is found there", async () => {
  const { queue, broker, publish, stored } = await openTopic(3);
  const sent = await Promise.all([publish("foobar", 1, 0), publish("foobar", 2, 1), publish("foobar", 3, 2), publish(null, 4, 2)]);
  expect(sent.map(({ state }) => state)).toEqual(["confirmed", "confirmed", "confirmed", "confirmed"]);
  expect(stored()).toEqual(["0 foobar", "1 foobar", "2 NULL", "2 foobar"]);
  const found = await broker.findAttempts?.(
    { to: "queue", queue, part: "0" },
    { attempts: ["1", "2", "3", "4"], since: new Date(), senders: [] },
  );
  expect(Object.fromEntries(found ?? [])).toEqual({ "1": "published", "2": "published", "3": "published", "4": "published" });
});

test("a partition that is not there is refused in words, nothing of it is stored, and what is sent beside it is", async () => {
  const { queue, publish, stored } = await openTopic(3);
  const [missing, negative, there] = await Promise.all([publish("foobar", 1, 3), publish("foobar", 2, -1), publish("foobar", 3, 2)]);
  expect(missing).toEqual({
    state: "refused",
    reason: `It came from partition 3, which "${queue}" does not have: it has 3 partitions now, 0 to 2.`,
  });
  expect(negative.state).toBe("refused");
  expect(there.state).toBe("confirmed");
  expect(stored()).toEqual(["2 foobar"]);
});
