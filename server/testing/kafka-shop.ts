import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { createKafka } from "../sources/kafka/create.ts";
import type { SourceConfig } from "../config/config.ts";
import { Kafka, logLevel } from "../sources/kafka/records.ts";
import { connectDatabase } from "../db/client.ts";
import { testContext } from "./context.ts";
import { createTestDatabase } from "./database.ts";
import { deadLetterWriters, type RecordPlace } from "./kafka-dead-letters.ts";
import { makeTopics } from "../sources/kafka/make-topics.ts";
import { kcat } from "./kcat.ts";
import { startWorker } from "./worker.ts";

/** A database, two topics, and a worker that mirrors the second. `shares`: that is where the broker puts the dead letters of share groups. */
export async function openKafkaShop(bootstrap: string, { shares = false } = {}) {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const { sql, db, close } = connectDatabase(database.url, { max: 3 });
  onTestFinished(close);
  const topic = `orders-${randomUUID()}`;
  const dead = shares ? `dlq.${topic}` : `${topic}-dlt`;
  const configEntries = shares ? [{ name: "errors.deadletterqueue.group.enable", value: "true" }] : [];
  const admin = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await makeTopics(admin, [
    { topic, numPartitions: 3 },
    { topic: dead, numPartitions: 3, configEntries },
  ]);
  onTestFinished(() => admin.disconnect());
  // On a busy machine a test outlasts the minute after which what did not come back counts as good.
  const yaml = `replay: { observeSeconds: 3600 }\nsources:\n  shop:\n    kind: kafka\n    brokers: ["${bootstrap}"]\n    queues: ["${dead}"]\n`;
  const run = async (crashAt?: string) => {
    const worker = await startWorker({ yaml, databaseUrl: database.url, ...(crashAt ? { crashAt } : {}) });
    onTestFinished(async () => void (await worker.kill("SIGKILL")));
    return worker;
  };
  const stored = async () => (await sql<{ n: number }[]>`select count(*) as n from messages`)[0]?.n;
  /** Removes all that a topic holds, as retention does. */
  const expire = async (name: string) => {
    const ends = await admin.fetchTopicOffsets(name);
    await admin.deleteTopicRecords({ topic: name, partitions: ends.map(({ partition, high }) => ({ partition, offset: high })) });
  };
  /** Gives a topic more partitions: its keys go elsewhere from then on. */
  const grow = (name: string, count: number) => admin.createPartitions({ topicPartitions: [{ topic: name, count }] });
  /** Lets a consumer group of the shop have read so far. */
  const commit = (groupId: string, partition: number, offset: number) =>
    admin.setOffsets({ groupId, topic, partitions: [{ partition, offset: String(offset) }] });
  /** What the shop itself sends; answers where it stands. */
  const produce = (body: string): RecordPlace => {
    kcat(bootstrap, ["-P", "-t", topic, "-k", "ord-1", "-H", "tenant=north"], Buffer.from(body));
    const [record] = readTopic(bootstrap, topic);
    return { partition: record?.partition ?? -1, offset: record?.offset ?? -1 };
  };
  /** So many of what the shop sends, each with an id of its own; answers where they stand. */
  const produceMany = (count: number): readonly RecordPlace[] => {
    const lines = Array.from({ length: count }, (_, n) => `ord-${n}:{"eventId":"e-${n}"}`);
    kcat(bootstrap, ["-P", "-t", topic, "-K", ":"], Buffer.from(lines.join("\n")));
    return readTopic(bootstrap, topic);
  };
  const read = (name: string) => readTopic(bootstrap, name);
  const source: SourceConfig = {
    kind: "kafka",
    name: "shop",
    brokers: [bootstrap],
    tls: false,
    group: "redrive",
    sasl: null,
    queues: [],
  };
  const broker = createKafka({ ...source, source: "shop" });
  onTestFinished(() => broker.close());
  const ctx = testContext({ sql, db }, { brokers: [broker], config: { sources: [source] } });
  return {
    ctx,
    sql,
    admin,
    topic,
    dead,
    yaml,
    run,
    stored,
    ...deadLetterWriters(bootstrap, { topic, dead }),
    produce,
    produceMany,
    read,
    expire,
    grow,
    commit,
  };
}

export interface PrintedRecord extends RecordPlace {
  readonly key: string;
  readonly payload: string;
  readonly headers: readonly (string | null)[];
}

function readTopic(bootstrap: string, topic: string): PrintedRecord[] {
  const lines = kcat(bootstrap, ["-C", "-t", topic, "-o", "beginning", "-e", "-J"]).toString().trim();
  return lines === "" ? [] : lines.split("\n").map((line) => JSON.parse(line) as PrintedRecord);
}
