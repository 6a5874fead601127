import { readFileSync } from "node:fs";
import type { Admin, Producer } from "kafkajs";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startKafka, type TestKafka } from "../../testing/kafka.ts";
import { takeMessages } from "../harness.ts";
import type { Broker } from "../port.ts";
import { orderedText } from "../position.ts";
import { createKafka } from "./create.ts";
import { packHead } from "./head.ts";
import { makeTopics } from "./make-topics.ts";
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } from "./records.ts";
import { writeWireHeaders } from "./wire-headers.ts";

const user = { name: "owner", password: "s3cret-words" };
const guest = { name: "redrive", password: "s3cret-guest" };
let kafka: TestKafka;
let owner: InstanceType<typeof Kafka>;
let admin: Admin;
let producer: Producer;

beforeAll(async () => {
  kafka = await startKafka({ user, guest });
  const sasl = { mechanism: "plain", username: user.name, password: user.password } as const;
  owner = new Kafka({ brokers: [kafka.bootstrap], ssl: { ca: [readFileSync(kafka.ca ?? "")] }, sasl, logLevel: logLevel.NOTHING });
  [admin, producer] = [owner.admin(), owner.producer()];
  await Promise.all([admin.connect(), producer.connect()]);
  await makeTopics(
    admin,
    ["orders-dlt", "orders", "others-dlt"].map((topic) => ({ topic, numPartitions: 1 })),
  );
  await producer.send({ topic: "orders-dlt", messages: [{ value: "dead" }] });
  await producer.send({ topic: "orders", messages: [{ value: "alive" }] });
  await admin.setOffsets({ groupId: "shop-orders", topic: "orders", partitions: [{ partition: 0, offset: "1" }] });
});
afterAll(async () => {
  await Promise.all([admin?.disconnect(), producer?.disconnect()]);
  await kafka?.stop();
});

const operations: Readonly<Record<string, number>> = {
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
  Delete: AclOperationTypes.DELETE,
  Describe: AclOperationTypes.DESCRIBE,
  DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
};
const resources = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
  cluster: AclResourceTypes.CLUSTER,
  "transactional-id": AclResourceTypes.TRANSACTIONAL_ID,
} as const;

/** What docs/guide/kafka.md says under one of its headings. */
function documented(heading: string) {
  const [section = ""] = (readFileSync("docs/guide/kafka.md", "utf8").split(`\n### ${heading}\n`)[1] ?? "").split("\n#");
  const lines = [
    ...section.matchAll(
      /^ {4}--operation (\w+) --(topic|group|cluster|transactional-id)(?: (\S+))?( --resource-pattern-type prefixed)?$/gm,
    ),
  ];
  expect(lines.length).toBe(section.match(/^ {4}--/gm)?.length);
  return lines.map(([, operation = "", kind = "", name, prefixed]) => ({
    resourceType: resources[kind as keyof typeof resources],
    resourceName: name ?? "kafka-cluster",
    resourcePatternType: prefixed ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    principal: `User:${guest.name}`,
    host: "*",
    operation: operations[operation] ?? AclOperationTypes.UNKNOWN,
    permissionType: AclPermissionTypes.ALLOW,
  }));
}

/** The adapter as a user with no more than these rights. */
async function enter(...acl: ReturnType<typeof documented>): Promise<Broker> {
  await admin.createAcls({ acl });
  const sasl = { mechanism: "plain", username: guest.name, password: guest.password } as const;
  const broker = createKafka({ source: "shop", brokers: [kafka.bootstrap], tls: { ca: kafka.ca ?? "" }, group: "redrive", sasl });
  onTestFinished(async () => {
    await broker.close();
    await admin.deleteAcls({ filters: acl });
  });
  return broker;
}

const said = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: Error) => error.message,
  );
const place = { topic: "orders-dlt", partition: 0, offset: 0n, timestamp: 0n, appendTime: false };
const head = packHead({ ...place, key: null, rawHeaders: writeWireHeaders([]) });
const message = { body: Buffer.from("again"), head };
const target = { to: "queue", queue: "orders" } as const;
const hints = { once: "1", key: null, sender: "worker/0.0" };
const lost = () => ({ attempts: ["nowhere"], since: new Date(), senders: [hints.sender] });

test("watch: depth and age of its topic, no other topic is seen, and nothing is mirrored", async () => {
  const broker = await enter(...["Watch"].flatMap(documented));
  expect(await broker.ping()).toBe("Kafka, 1 broker");
  expect((await broker.discover()).map(({ name }) => name)).toEqual(["orders-dlt"]);
  expect(await broker.depth("orders-dlt")).toMatchObject({ ready: 1, oldestAt: expect.any(Date) });
  expect(await said(takeMessages(broker, "orders-dlt", 1))).toMatch(/could not consume|lost its connection/);
  expect(await said(broker.depth("others-dlt"))).toMatch(/denies/);
});

test("mirror: the topic is read, and nothing can be sent or removed", async () => {
  const broker = await enter(...["Watch", "Mirror"].flatMap(documented));
  const [read] = await takeMessages(broker, "orders-dlt", 1);
  expect(Buffer.from(read?.body ?? []).toString()).toBe("dead");
  expect(await broker.publish(target, message, "a")).toMatchObject({ state: "not_sent" });
  expect((await broker.log?.read("orders-dlt"))?.parts).toMatchObject([{ unread: 0 }]);
});

test("replay: what was sent is confirmed and found again, its limits are known, and nothing can be removed", async () => {
  const broker = await enter(...["Watch", "Mirror", "Replay"].flatMap(documented));
  expect(await broker.publish(target, message, "a", hints)).toMatchObject({ state: "confirmed" });
  expect(await broker.findAttempts?.(target, lost())).toEqual(new Map([["nowhere", "absent"]]));
  expect(await broker.publish(target, message, "a", hints)).toMatchObject({ state: "unknown" });
  expect((await broker.intake(target)).most.all).toBeGreaterThan(0);
  expect((await broker.log?.read("orders-dlt"))?.settings).toMatchObject({ compacted: false });
  expect((await broker.audience(target)).receivers).toBeNull();
  expect(await broker.log?.removeBefore("orders-dlt", [{ part: "0", at: orderedText(1n) }])).toMatchObject([
    { state: expect.not.stringMatching("done"), reason: expect.stringContaining("denies") },
  ]);
});

test("replay without the right on transactional ids: it is sent all the same, and what it sends late is not refused", async () => {
  const broker = await enter(
    ...["Watch", "Mirror", "Replay"].flatMap(documented).filter(({ resourceType }) => resourceType !== AclResourceTypes.TRANSACTIONAL_ID),
  );
  expect(await broker.publish(target, message, "a", hints)).toMatchObject({ state: "confirmed" });
  expect(await broker.findAttempts?.(target, lost())).toEqual(new Map([["nowhere", "absent"]]));
  expect(await broker.publish(target, message, "a", hints)).toMatchObject({ state: "confirmed" });
});

test("more: who receives a replay is known, and a purge removes", async () => {
  const broker = await enter(...["Watch", "Mirror", "Replay", "More"].flatMap(documented));
  expect((await broker.audience(target)).receivers).toMatchObject([{ name: "shop-orders" }]);
  expect(await broker.log?.removeBefore("orders-dlt", [{ part: "0", at: orderedText(1n) }])).toEqual([
    { part: "0", state: "done", reason: null },
  ]);
});
