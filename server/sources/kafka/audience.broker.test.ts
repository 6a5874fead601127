import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { kcat } from "../../testing/kcat.ts";
import { joinGroup } from "../../testing/kafka-tools.ts";
import { makeTopics } from "./make-topics.ts";
import { startKafka, type TestKafka } from "../../testing/kafka.ts";
import { orderedText } from "../position.ts";
import { createKafka } from "./create.ts";
import { Kafka, logLevel } from "./records.ts";

const soon = { timeout: 40_000, interval: 500 };
/** Not the shared one: what is told of a topic depends on every share group of the cluster. */
let server: TestKafka;
beforeAll(async () => {
  server = await startKafka();
});
afterAll(() => server.stop());

/** A topic of two partitions with five records in the first, and an adapter. */
async function openTopic() {
  const topic = `t-${randomUUID()}`;
  const shop = new Kafka({ brokers: [server.bootstrap], logLevel: logLevel.NOTHING });
  const admin = shop.admin();
  await admin.connect();
  onTestFinished(() => admin.disconnect());
  await makeTopics(admin, [{ topic, numPartitions: 2 }]);
  kcat(server.bootstrap, ["-P", "-t", topic, "-p", "0"], Buffer.from("1\n2\n3\n4\n5"));
  const broker = createKafka({ source: "shop", brokers: [server.bootstrap], tls: false, group: "redrive", sasl: null });
  onTestFinished(() => broker.close());
  /** What an own consumer group leaves when it has read so far and goes. */
  const leave = (groupId: string, offset: number) =>
    admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: String(offset) }] });
  return { topic, broker, shop, leave, audience: () => broker.audience({ to: "queue", queue: topic }) };
}

test("every group that reads a topic is told, with what it has yet to read, and none of Redrive's", async () => {
  const { topic, broker, shop, leave, audience } = await openTopic();
  const [billing, shipping] = [`billing-${topic}`, `shipping-${topic}`];
  await leave(shipping, 2);
  await leave(`redrive.shop.${topic}`, 1);
  const consumer = shop.consumer({ groupId: billing });
  onTestFinished(() => consumer.disconnect());
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({ eachMessage: async () => {} });
  await vi.waitFor(async () => {
    const { receivers, warnings } = await audience();
    const mine = receivers?.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(mine).toEqual([
      { name: billing, consumers: 1, lag: 0 },
      { name: shipping, consumers: 0, lag: 3 },
    ]);
    expect(warnings).toEqual([]);
  }, soon);
  expect(await broker.log?.committed(topic, shipping)).toEqual(new Map([["0", orderedText(2)]]));
  expect(await broker.log?.committed(topic, "nobody")).toEqual(new Map());
  await expect(broker.log?.committed(`${topic}-none`, billing)).rejects.toMatchObject({ code: "missing" });
});

test("groups of the newer protocols look dead while they read: they are unknown, and not nobody", async () => {
  const { topic, audience } = await openTopic();
  const [newer, share] = [`newer-${topic}`, `share-${topic}`];
  for (const [group, protocol] of [
    [newer, "consumer"],
    [share, "share"],
  ] as const) {
    const member = joinGroup(server.bootstrap, { protocol, group, topic });
    onTestFinished(async () => {
      member.kill("SIGKILL");
      if (member.exitCode === null && member.signalCode === null) await once(member, "exit");
    });
  }
  await vi.waitFor(async () => {
    const { receivers, warnings } = await audience();
    expect(receivers).toEqual([{ name: newer, consumers: null, lag: 0 }]);
    expect(warnings).toMatchObject([{ code: "untold-groups", text: expect.stringContaining(`${share} (share group)`) }]);
  }, soon);
});
