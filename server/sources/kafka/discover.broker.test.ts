import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTopics } from "./make-topics.ts";
import { sharedKafka } from "../../testing/kafka.ts";
import { createKafka } from "./create.ts";
import { Client } from "./client.ts";
import { Kafka, logLevel } from "./records.ts";
import { readTopicSettings } from "./settings.ts";

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
  expect(warnings(name)).toEqual([["compacted", expect.stringContaining(`--entity-name ${name} --add-config cleanup.policy=delete`)]]);
  expect(warnings(`plain-${name}`)).toEqual([]);
  await broker.close();
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
