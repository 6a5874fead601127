import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { kcat } from "../../testing/kcat.ts";
import { type KafkaClients, openKafkaClients } from "../../testing/kafka-clients.ts";
import { makeTopics } from "./make-topics.ts";
import type { Broker, RawMessage } from "../port.ts";
import { takeMessages } from "../harness.ts";
import { createKafka } from "./create.ts";
import { packHead, unpackHead } from "./head.ts";
import { writeWireHeaders } from "./wire-headers.ts";

/** What lies in wait in kafkajs 2.2.4 against today's brokers; each test is named after it. */
let kafka: KafkaClients;
beforeAll(async () => {
  kafka = await openKafkaClients();
});
afterAll(() => kafka.close());

async function makeTopic(numPartitions = 1, configs: Record<string, string> = {}, topic = `t-${randomUUID()}`): Promise<string> {
  const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }));
  await makeTopics(kafka.admin, [{ topic, numPartitions, configEntries }]);
  return topic;
}

async function dropTopic(topic: string): Promise<void> {
  await kafka.admin.deleteTopics({ topics: [topic] });
  await expect.poll(async () => (await kafka.admin.listTopics()).includes(topic)).toBe(false);
}

function connect(): Broker {
  const broker = createKafka({ source: "shop", brokers: [kafka.bootstrap], tls: false, group: "redrive", sasl: null });
  onTestFinished(() => broker.close());
  return broker;
}

function outgoing(topic: string, text: string, key: string | null) {
  const rawHeaders = writeWireHeaders([]);
  const place = { topic, partition: 0, offset: 0n, timestamp: 0n, appendTime: false };
  return { body: Buffer.from(text), head: packHead({ ...place, key: key === null ? null : Buffer.from(key), rawHeaders }) };
}

function printed(topic: string) {
  return kcat(kafka.bootstrap, ["-C", "-t", topic, "-o", "beginning", "-e", "-f", "%p %k %s\\n"])
    .toString()
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split(" "));
}

describe("sending", () => {
  test("a partition that is there no more answers nothing and no error: what was meant for it is not sent", async () => {
    const topic = await makeTopic(3);
    const broker = connect();
    const keys = Array.from({ length: 20 }, (_, n) => `ord-${n}`);
    const send = () => Promise.all(keys.map((key) => broker.publish({ to: "queue", queue: topic }, outgoing(topic, "x", key), "1")));
    expect((await send()).every(({ state }) => state === "confirmed")).toBe(true);
    await dropTopic(topic);
    await makeTopic(1, {}, topic);
    const outcomes = await send();
    const confirmed = keys.filter((_, n) => outcomes[n]?.state === "confirmed");
    expect(
      printed(topic)
        .map(([, key]) => key)
        .toSorted(),
    ).toEqual(confirmed.toSorted());
    expect(confirmed.length).toBeLessThan(keys.length);
    expect(outcomes.filter(({ state }) => state === "unknown")).toEqual([]);
  });

  test("a topic that nobody made is not made by sending to it", async () => {
    const topic = `t-${randomUUID()}`;
    const outcome = await connect().publish({ to: "queue", queue: topic }, outgoing(topic, "x", "k"), "1");
    expect(outcome).toEqual({ state: "returned", reason: expect.stringContaining("has no topic") });
    expect(await kafka.admin.listTopics()).not.toContain(topic);
  });

  test("records without a key do not all go to one partition", async () => {
    const topic = await makeTopic(3);
    const broker = connect();
    for (let n = 0; n < 6; n++) await broker.publish({ to: "queue", queue: topic }, outgoing(topic, `${n}`, null), "1");
    expect(new Set(printed(topic).map(([partition]) => partition)).size).toBe(3);
  });

  test("what has one key stays in the order in which it was asked for", async () => {
    const topic = await makeTopic(3);
    const broker = connect();
    const texts = Array.from({ length: 1_500 }, (_, n) => String(n));
    await Promise.all(texts.map((text) => broker.publish({ to: "queue", queue: topic }, outgoing(topic, text, "ord-1"), "1")));
    expect(printed(topic).map(([, , text]) => text)).toEqual(texts);
  });
});

describe("reading", () => {
  const timeOf = (message: RawMessage | undefined) => unpackHead(message?.head ?? new Uint8Array())?.timestamp;

  test("times that no clock shows survive", async () => {
    const topic = await makeTopic(1, { "message.timestamp.after.max.ms": "9223372036854775807" });
    const times = ["0", "1790000000000", String(2n ** 62n)];
    for (const timestamp of times) await kafka.producer.send({ topic, messages: [{ value: "x", timestamp }] });
    const taken = await takeMessages(connect(), topic, times.length);
    expect(taken.map(timeOf)).toEqual(times.map(BigInt));
  });

  test("a topic that stamps records itself has the time of the broker; kafkajs takes the producer's time for it", async () => {
    const topic = await makeTopic(1, { "message.timestamp.type": "LogAppendTime" });
    const before = Date.now();
    await kafka.producer.send({ topic, messages: [{ value: "x", timestamp: "1700000000000" }] });
    const [message] = await takeMessages(connect(), topic, 1);
    expect(Number(timeOf(message))).toBeGreaterThanOrEqual(before - 1_000);
  });

  test("thousands of headers cost no more than their bytes", async () => {
    const topic = await makeTopic();
    const headers = Array.from({ length: 20_000 }, (_, n) => [`h${n}`, "x"] as const);
    await kafka.producer.send({ topic, messages: [{ value: "x", headers: Object.fromEntries(headers) }] });
    const broker = connect();
    // Folded one by one into an object, as kafkajs does it, they would outlast the test.
    const [message] = await takeMessages(broker, topic, 1);
    expect(broker.codec.decode(message?.head ?? new Uint8Array()).headers).toHaveLength(20_000);
  });

  test("one offset stands in every partition: the partition is part of what a record is known by", async () => {
    const topic = await makeTopic(3);
    for (const partition of [0, 1, 2])
      await kafka.producer.send({ topic, messages: [{ value: "x", partition, timestamp: "1790000000000" }] });
    const taken = await takeMessages(connect(), topic, 3);
    expect(new Set(taken.map(({ identity }) => identity)).size).toBe(3);
  });

  test("a partition that is added later is read from its first record", async () => {
    const topic = await makeTopic(1);
    await kafka.producer.send({ topic, messages: [{ value: "before" }] });
    await takeMessages(connect(), topic, 1);
    await kafka.admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] });
    kcat(kafka.bootstrap, ["-P", "-t", topic, "-p", "1"], Buffer.from("after"));
    const taken = await takeMessages(connect(), topic, 1);
    expect(taken.map(({ body }) => String(body))).toEqual(["after"]);
  });
});
