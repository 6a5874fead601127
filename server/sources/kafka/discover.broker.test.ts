import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { makeTopics } from "./make-topics.ts";
import { sharedKafka, startKafka } from "../../testing/kafka.ts";
import { createKafka } from "./create.ts";
import { Client } from "./client.ts";
import { Kafka, logLevel } from "./records.ts";
import { createsTopics, readTopicSettings } from "./settings.ts";

let server: Awaited<ReturnType<typeof sharedKafka>>;
beforeAll(async () => {
  server = await sharedKafka();
});
afterAll(() => server.stop());

test("a compacted dead-letter topic is warned of, with what mends it", async () => {
  const name = `${randomUUID()}-dlt`;
  const admin = new Kafka({ brokers: [server.bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const configEntries = [{ name: "cleanup.policy", value: "compact" }];
  await makeTopics(admin, [{ topic: name, configEntries }, { topic: `plain-${name}` }]);
  await admin.disconnect();
  const broker = createKafka({ source: "shop", brokers: [server.bootstrap], tls: false, group: "redrive", sasl: null });
  const found = await broker.discover();
  const warnings = (topicName: string) => found.find((one) => one.name === topicName)?.warnings.map(({ code, mend }) => [code, mend]);
  expect(warnings(name)).toEqual([
    [
      "compacted",
      expect.stringContaining(`--bootstrap-server ${server.bootstrap} --alter --entity-type topics --entity-name ${name} --add-config`),
    ],
  ]);
  expect(warnings(`plain-${name}`)).toEqual([]);
  await broker.close();
});

test("a topic where the broker puts dead letters of share groups is a dead-letter topic, whatever its name, where it is watched", async () => {
  const id = randomUUID();
  const admin = new Kafka({ brokers: [server.bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const configEntries = [{ name: "errors.deadletterqueue.group.enable", value: "true" }];
  await makeTopics(admin, [
    { topic: `dlq.${id}`, configEntries },
    { topic: `parcels-${id}`, configEntries },
    { topic: `dlq.plain-${id}` },
    { topic: `plain-${id}` },
    { topic: `other-${id}` },
  ]);
  await admin.disconnect();
  const broker = createKafka({ source: "shop", brokers: [server.bootstrap], tls: false, group: "redrive", sasl: null });
  onTestFinished(() => broker.close());
  const found = await broker.discover((name) => name === `parcels-${id}` || name === `other-${id}`);
  const roles = found
    .filter(({ name }) => name.endsWith(id))
    .map(({ name, role, nature }) => [name.replace(id, ""), role, nature === null]);
  expect(Object.fromEntries(roles.map(([name, ...rest]) => [name, rest]))).toEqual({
    "dlq.": ["dead_letter", true],
    "parcels-": ["dead_letter", true],
    "dlq.plain-": ["dead_letter", true],
    "plain-": ["other", false],
    "other-": ["other", false],
  });
});

test("a topic that was deleted since it was listed hides the settings of no other", async () => {
  const names = Array.from({ length: 3 }, () => `${randomUUID()}-dlt`);
  const admin = new Kafka({ brokers: [server.bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await makeTopics(
    admin,
    names.map((topic) => ({ topic })),
  );
  await admin.disconnect();
  const client = new Client({ source: "shop", brokers: [server.bootstrap], tls: false, group: "redrive", sasl: null });
  const settings = await readTopicSettings(client, [names[0]!, `deleted-${names[1]}`, names[1]!, names[2]!]);
  expect([...settings.keys()].toSorted()).toEqual(names.toSorted());
  await client.close();
});

test("many topics are sampled at once, by an adapter that has just begun", async () => {
  const names = Array.from({ length: 24 }, () => `${randomUUID()}-dlt`);
  const admin = new Kafka({ brokers: [server.bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await makeTopics(
    admin,
    names.map((topic) => ({ topic, numPartitions: 2 })),
  );
  await admin.disconnect();
  const begin = () => {
    const broker = createKafka({ source: "shop", brokers: [server.bootstrap], tls: false, group: "redrive", sasl: null });
    onTestFinished(() => broker.close());
    return broker;
  };
  const early = begin();
  // The broker itself has its leaders and its coordinator.
  for (const name of names) await vi.waitFor(() => early.depth(name), { timeout: 30_000, interval: 100 });
  for (let round = 0; round < 3; round++) {
    const broker = begin();
    const asked = names.flatMap((name) => [
      broker.depth(name),
      broker.intake({ to: "queue", queue: name }),
      broker.audience({ to: "queue", queue: name }),
    ]);
    for (const answer of await Promise.allSettled(asked))
      expect(answer, answer.status === "rejected" ? String(answer.reason) : "").toMatchObject({ status: "fulfilled" });
  }
});

test("a live, a retry and an internal topic are said to be what they are; compaction is warned of where one is watched", async () => {
  const origin = `orders-${randomUUID()}`;
  const admin = new Kafka({ brokers: [server.bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const configEntries = [{ name: "cleanup.policy", value: "compact" }];
  const offsets = `${origin}-connect-offsets`;
  await makeTopics(admin, [
    { topic: origin },
    { topic: `${origin}-dlt` },
    { topic: `${origin}-retry-0` },
    { topic: offsets, configEntries },
  ]);
  await admin.disconnect();
  const broker = createKafka({ source: "shop", brokers: [server.bootstrap], tls: false, group: "redrive", sasl: null });
  onTestFinished(() => broker.close());
  const found = await broker.discover((name) => name.startsWith(origin));
  const told = (name: string) => {
    const topic = found.find((one) => one.name === name);
    return [topic?.role, topic?.nature?.split(":")[0] ?? null, topic?.warnings.map(({ code }) => code)];
  };
  expect(told(origin)).toEqual(["other", "It is a live topic", []]);
  expect(told(`${origin}-retry-0`)).toEqual(["other", "It looks like a retry topic", []]);
  expect(told(offsets)).toEqual(["other", "It looks like an internal topic of Kafka Connect", ["compacted"]]);
  expect(told(`${origin}-dlt`)).toEqual(["dead_letter", null, []]);
  expect(found.filter(({ name }) => name.startsWith("__"))).toEqual([]);
});

test.each([
  [true, []],
  [false, ["dead_letter_topic_missing"]],
])(
  "where the broker creates topics by itself (%s), a configured dead-letter topic that is not there yields %j",
  async (creates, codes) => {
    const own = creates ? server : await startKafka({ settings: ["auto.create.topics.enable=false"] });
    const origin = `orders-${randomUUID()}`;
    const options = { source: "shop", brokers: [own.bootstrap], tls: false, group: "redrive", sasl: null };
    const client = new Client(options);
    expect(await createsTopics(client)).toBe(creates);
    await makeTopics(await client.admin(), [{ topic: origin }]);
    const broker = createKafka({ ...options, queues: [{ name: `${origin}-dlt` }] });
    const warnings = async () => (await broker.discover()).find(({ name }) => name === origin)?.warnings;
    expect((await warnings())?.map(({ code }) => code)).toEqual(codes);
    if (!creates) {
      expect((await warnings())?.[0]).toMatchObject({ severity: "bad", mend: expect.stringContaining(`--create --topic ${origin}-dlt`) });
      await makeTopics(await client.admin(), [{ topic: `${origin}-dlt` }]);
      await expect.poll(warnings).toEqual([]);
    }
    await Promise.all([broker.close(), client.close()]);
    if (!creates) await own.stop();
  },
  120_000,
);
