import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startKafka, type TestKafka } from "../../testing/kafka.ts";
import { quick } from "../harness.ts";
import { createKafka } from "./create.ts";
import { makeTopics } from "./make-topics.ts";
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } from "./records.ts";

const user = { name: "owner", password: "s3cret-words" };
const guest = { name: "redrive", password: "s3cret-guest" };
let kafka: TestKafka;
beforeAll(async () => {
  kafka = await startKafka({ user, guest });
});
afterAll(() => kafka.stop());

type Allowed = readonly (readonly ["TOPIC" | "GROUP", "READ" | "DESCRIBE"])[];

/** A topic on which the guest may do no more than what is allowed. */
async function open(allowed: Allowed) {
  const topic = `t-${randomUUID()}-dlt`;
  const sasl = { mechanism: "plain", username: user.name, password: user.password } as const;
  const owner = new Kafka({ brokers: [kafka.bootstrap], ssl: { ca: [readFileSync(kafka.ca ?? "")] }, sasl, logLevel: logLevel.NOTHING });
  const [admin, producer] = [owner.admin(), owner.producer()];
  await Promise.all([admin.connect(), producer.connect()]);
  await makeTopics(admin, [{ topic, numPartitions: 1 }]);
  await producer.send({ topic, messages: [{ value: "dead" }] });
  const acl = allowed.map(([kind, operation]) => ({
    resourceType: AclResourceTypes[kind],
    resourceName: kind === "TOPIC" ? topic : `redrive.shop.${topic}`,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: `User:${guest.name}`,
    host: "*",
    operation: AclOperationTypes[operation],
    permissionType: AclPermissionTypes.ALLOW,
  }));
  if (acl.length > 0) await admin.createAcls({ acl });
  await Promise.all([admin.disconnect(), producer.disconnect()]);
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
  return { broker, topic, read, consume };
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
