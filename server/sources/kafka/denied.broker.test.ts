import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startKafka, type TestKafka } from "../../testing/kafka.ts";
import { quick } from "../harness.ts";
import { createKafka } from "./create.ts";
import { packHead } from "./head.ts";
import { makeTopics } from "./make-topics.ts";
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } from "./records.ts";
import { writeWireHeaders } from "./wire-headers.ts";

const user = { name: "owner", password: "s3cret-words" };
const guest = { name: "redrive", password: "s3cret-guest" };
let kafka: TestKafka;
beforeAll(async () => {
  kafka = await startKafka({ user, guest });
});
afterAll(() => kafka.stop());

type Allowed = readonly (readonly ["TOPIC" | "GROUP", "READ" | "DESCRIBE" | "WRITE"])[];

/** A topic on which the guest may do no more than what is allowed. */
async function open(allowed: Allowed) {
  const topic = `t-${randomUUID()}-dlt`;
  const sasl = { mechanism: "plain", username: user.name, password: user.password } as const;
  const owner = new Kafka({ brokers: [kafka.bootstrap], ssl: { ca: [readFileSync(kafka.ca ?? "")] }, sasl, logLevel: logLevel.NOTHING });
  const [admin, producer] = [owner.admin(), owner.producer()];
  await Promise.all([admin.connect(), producer.connect()]);
  await makeTopics(admin, [{ topic, numPartitions: 1 }]);
  await producer.send({ topic, messages: [{ value: "dead" }] });
  const allow = async (more: Allowed) => {
    const acl = more.map(([kind, operation]) => ({
      resourceType: AclResourceTypes[kind],
      resourceName: kind === "TOPIC" ? topic : `redrive.shop.${topic}`,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: `User:${guest.name}`,
      host: "*",
      operation: AclOperationTypes[operation],
      permissionType: AclPermissionTypes.ALLOW,
    }));
    if (acl.length > 0) await admin.createAcls({ acl });
  };
  await allow(allowed);
  await producer.disconnect();
  onTestFinished(() => admin.disconnect());
  const broker = createKafka({
    source: "shop",
    brokers: [kafka.bootstrap],
    tls: { ca: kafka.ca ?? "" },
    group: "redrive",
    sasl: { mechanism: "plain", username: guest.name, password: guest.password },
  });
  onTestFinished(() => broker.close());
  const read: string[] = [];
  const consume = () =>
    broker.consume(topic, async (batch) => void read.push(...batch.map(({ body }) => String(body))), quick, AbortSignal.timeout(20_000));
  const count = async () => (await admin.fetchTopicOffsets(topic)).reduce((sum, { high }) => sum + Number(high), 0);
  return { broker, topic, read, consume, allow, count };
}

test.each<[string, Allowed, string]>([
  [
    "reading the topic",
    [
      ["TOPIC", "DESCRIBE"],
      ["GROUP", "READ"],
    ],
    "TOPIC_AUTHORIZATION_FAILED",
  ],
  ["everything", [], "TOPIC_AUTHORIZATION_FAILED"],
])("where %s is denied, consuming says so and names the right", async (_what, allowed, type) => {
  const { topic, consume, read } = await open(allowed);
  await expect(consume()).rejects.toMatchObject({
    name: "BrokerError",
    code: "denied",
    message: expect.stringMatching(new RegExp(`could not consume "${topic}": Kafka denies it \\(${type}\\); the user needs Read`)),
  });
  expect(read).toEqual([]);
});

test("where the group is denied, which kafkajs does not tell from a coordinator that is away, both are said", async () => {
  const { consume } = await open([["TOPIC", "READ"]]);
  await expect(consume()).rejects.toMatchObject({
    name: "BrokerError",
    message: expect.stringContaining("or denies the group to the user, who needs Read and Describe on it"),
  });
});

test("a topic that may not be described is denied, not missing", async () => {
  const { broker, topic } = await open([]);
  await expect(broker.depth(topic)).rejects.toMatchObject({ code: "denied" });
  await expect(broker.preflight(topic)).rejects.toMatchObject({ code: "denied" });
});

test("with the rights that the words name, it is read", async () => {
  const { consume, read } = await open([
    ["TOPIC", "READ"],
    ["TOPIC", "DESCRIBE"],
    ["GROUP", "READ"],
    ["GROUP", "DESCRIBE"],
  ]);
  await consume();
  expect(read).toEqual(["dead"]);
});

test("where writing is denied nothing is sent, the reason is said, and after a grant each is sent once", async () => {
  const { broker, topic, allow, count } = await open([
    ["TOPIC", "READ"],
    ["TOPIC", "DESCRIBE"],
  ]);
  const head = packHead({
    topic,
    partition: 0,
    offset: 0n,
    timestamp: 0n,
    appendTime: false,
    key: Buffer.from("k"),
    rawHeaders: writeWireHeaders([]),
  });
  const sendAll = () =>
    Promise.all(["a", "b", "c"].map((name) => broker.publish({ to: "queue", queue: topic }, { body: Buffer.from(name), head }, name)));
  for (const outcome of await sendAll())
    expect(outcome).toEqual({
      state: "not_sent",
      // Who may write nowhere is refused when it asks for an identity to write with.
      reason: expect.stringMatching(new RegExp(`^Kafka denies writing to "${topic}" \\((TOPIC|CLUSTER)_AUTHORIZATION_FAILED\\)\\.$`)),
    });
  expect(await count()).toBe(1);
  await allow([["TOPIC", "WRITE"]]);
  await expect
    .poll(async () => (await sendAll()).map(({ state }) => state), { timeout: 20_000 })
    .toEqual(["confirmed", "confirmed", "confirmed"]);
  expect(await count()).toBe(4);
});
