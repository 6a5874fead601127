import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { kcat } from "../../testing/kcat.ts";
import { makeTopics } from "./make-topics.ts";
import { sharedKafka } from "../../testing/kafka.ts";
import { takeMessages } from "../harness.ts";
import { createKafka } from "./create.ts";
import { packHead, unpackHead } from "./head.ts";
import { Kafka, logLevel } from "./records.ts";
import { readWireHeaders, writeWireHeaders } from "./wire-headers.ts";

let server: Awaited<ReturnType<typeof sharedKafka>>;
beforeAll(async () => {
  server = await sharedKafka();
});
afterAll(() => server.stop());

async function topic(partitions = 1) {
  const name = `t-${randomUUID()}`;
  const admin = new Kafka({ brokers: [server.bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await makeTopics(admin, [{ topic: name, numPartitions: partitions }]);
  await admin.disconnect();
  return name;
}

function connect() {
  return createKafka({ source: "shop", brokers: [server.bootstrap], tls: false, group: "redrive", sasl: null });
}

interface Printed {
  readonly partition: number;
  readonly key: string | null;
  readonly payload: string | null;
  /** Names and values in turn. */
  readonly headers?: readonly (string | null)[];
}

function printed(name: string): Printed[] {
  return kcat(server.bootstrap, ["-C", "-t", name, "-o", "beginning", "-e", "-J"])
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Printed);
}

test("what another client wrote is read, and sent again, with its order, duplicates, nulls and odd names", async () => {
  const [from, to] = [await topic(), await topic()];
  const headers = ["b=1", "7=seven", "b=2", "__proto__=x", "none", "a=Zoë", "empty="].flatMap((header) => ["-H", header]);
  kcat(server.bootstrap, ["-P", "-t", from, "-k", "ord-1", "-z", "none", ...headers], Buffer.from("body"));
  const broker = connect();
  const [message] = await takeMessages(broker, from, 1);
  expect(broker.codec.decode(message!.head).headers.map(({ name, value }) => [name, value.text])).toEqual([
    ["b", "1"],
    ["7", "seven"],
    ["b", "2"],
    ["__proto__", "x"],
    ["none", null],
    ["a", "Zoë"],
    ["empty", ""],
  ]);
  expect(await broker.publish({ to: "queue", queue: to }, message!, "1")).toMatchObject({ state: "confirmed" });
  const [first, again] = [printed(from), printed(to)].map(([record]) => ({
    key: record?.key,
    payload: record?.payload,
    headers: record?.headers,
  }));
  expect(first?.headers).toHaveLength(14);
  expect(again).toEqual(first);
  await broker.close();
});

test.each([
  ["no key, no value", null, null],
  ["an empty key, an empty value", "", ""],
])("%s stay what they are", async (_name, key, value) => {
  const name = await topic();
  const rawHeaders = writeWireHeaders([{ name: Buffer.of(0xff, 0xfe), value: Buffer.of(0, 0, 0, 4) }]);
  const bytes = (text: string | null) => (text === null ? null : Buffer.from(text));
  const head = packHead({ topic: name, partition: 0, offset: 0n, timestamp: 0n, appendTime: false, key: bytes(key), rawHeaders });
  const broker = connect();
  await broker.publish({ to: "queue", queue: name }, { body: bytes(value), head }, "1");
  const [message] = await takeMessages(broker, name, 1);
  const raw = unpackHead(message!.head);
  expect({ key: raw?.key, value: message!.body }).toEqual({ key: bytes(key), value: bytes(value) });
  expect(readWireHeaders(raw?.rawHeaders ?? new Uint8Array())).toEqual(readWireHeaders(rawHeaders));
  await broker.close();
});

test.each(["gzip", "snappy", "lz4", "zstd"])("reads what was written with %s", async (codec) => {
  const name = await topic();
  const lines = Array.from({ length: 500 }, (_, n) => `{"n":${n},"text":"${"same ".repeat(40)}"}`);
  kcat(server.bootstrap, ["-P", "-t", name, "-z", codec, "-X", "linger.ms=200"], Buffer.from(lines.join("\n")));
  const broker = connect();
  const taken = await takeMessages(broker, name, 500, { batchSize: 500, maxWaitMs: 50 });
  expect(taken.map(({ body }) => Buffer.from(body ?? []).toString())).toEqual(lines);
  await broker.close();
});

test("a key goes to the partition that the shop's own producers choose", async () => {
  const [theirs, ours] = [await topic(7), await topic(7)];
  const keys = Array.from({ length: 60 }, (_, n) => `ord-${n * 7919}`);
  kcat(
    server.bootstrap,
    ["-P", "-t", theirs, "-K", ":", "-X", "topic.partitioner=murmur2_random"],
    Buffer.from(keys.map((key) => `${key}:x`).join("\n")),
  );
  const broker = connect();
  const head = (key: string) =>
    packHead({
      topic: ours,
      partition: 0,
      offset: 0n,
      timestamp: 0n,
      appendTime: false,
      key: Buffer.from(key),
      rawHeaders: writeWireHeaders([]),
    });
  await Promise.all(keys.map((key) => broker.publish({ to: "queue", queue: ours }, { body: Buffer.from("x"), head: head(key) }, "1")));
  const partitions = (name: string) => Object.fromEntries(printed(name).map(({ key, partition }) => [key, partition]));
  expect(partitions(ours)).toEqual(partitions(theirs));
  expect(new Set(Object.values(partitions(ours))).size).toBeGreaterThan(3);
  await broker.close();
});
