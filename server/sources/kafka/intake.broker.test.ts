import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { sharedKafka } from "../../testing/kafka.ts";
import { createKafka } from "./create.ts";
import { packHead } from "./head.ts";
import { makeTopics } from "./make-topics.ts";
import { Kafka, logLevel } from "./records.ts";
import { writeWireHeaders } from "./wire-headers.ts";

let server: Awaited<ReturnType<typeof sharedKafka>>;
beforeAll(async () => {
  server = await sharedKafka();
});
afterAll(() => server.stop());

test("a record of exactly max.message.bytes is taken, by the size that the codec tells before it is sent; a byte more is refused", async () => {
  const most = 5_000;
  const queue = `t-${randomUUID()}`;
  const admin = new Kafka({ brokers: [server.bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await makeTopics(admin, [{ topic: queue, numPartitions: 1, configEntries: [{ name: "max.message.bytes", value: String(most) }] }]);
  await admin.disconnect();
  const broker = createKafka({ source: "shop", brokers: [server.bootstrap], tls: false, group: "redrive", sasl: null });
  onTestFinished(() => broker.close());
  expect(await broker.intake({ to: "queue", queue })).toEqual({ missing: null, most: { head: null, all: most } });
  const rawHeaders = writeWireHeaders([{ name: Buffer.from("tenant"), value: Buffer.from("north") }]);
  const head = packHead({ topic: queue, partition: 0, offset: 0n, timestamp: 0n, appendTime: false, key: Buffer.from("k"), rawHeaders });
  const spare = most - broker.codec.sizesOf({ head, body: Buffer.alloc(4_000) }).all;
  const fits = { head, body: Buffer.alloc(4_000 + spare) };
  expect(broker.codec.sizesOf(fits).all).toBe(most);
  expect(await broker.publish({ to: "queue", queue }, fits, "1")).toMatchObject({ state: "confirmed" });
  const over = { head, body: Buffer.alloc(4_001 + spare) };
  expect(await broker.publish({ to: "queue", queue }, over, "2")).toMatchObject({ state: "refused" });
});
