import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sharedKafka } from "../../testing/kafka.ts";
import { createKafka } from "./create.ts";
import { Kafka, logLevel } from "./records.ts";

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
  await admin.createTopics({ topics: [{ topic: name, configEntries }, { topic: `plain-${name}` }], waitForLeaders: true });
  await admin.disconnect();
  const broker = createKafka({ source: "shop", brokers: [server.bootstrap], tls: false, group: "redrive", sasl: null });
  const found = await broker.discover();
  const warnings = (topicName: string) => found.find((one) => one.name === topicName)?.warnings.map(({ code, mend }) => [code, mend]);
  expect(warnings(name)).toEqual([["compacted", expect.stringContaining(`--entity-name ${name} --add-config cleanup.policy=delete`)]]);
  expect(warnings(`plain-${name}`)).toEqual([]);
  await broker.close();
});
