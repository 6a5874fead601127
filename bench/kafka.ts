import type { KafkaConfig } from "kafkajs";
import { createKafka } from "../server/sources/kafka/create.ts";
import { Kafka, logLevel } from "../server/sources/kafka/records.ts";
import type { Sql } from "../server/db/client.ts";
import { startKafka, type TestKafka } from "../server/testing/kafka.ts";
import { testContext } from "../server/testing/context.ts";
import { startBenchDatabase } from "./database.ts";
import { benchQueue, drainByCapture } from "./drain.ts";
import { median, printResult, rateRow } from "./table.ts";
import { printReplay, type ReplayTimes, timeRate, timeReplay } from "./time-replay.ts";

const count = 200_000;
const rounds = 3;
const partitions = 3;
const tables = ["messages", "bodies", "message_history"];

/**
 * Capture of 200,000 dead letters of 500 bytes of Kafka, with diagnosis, groups and counts, against COPY of the very rows that it wrote into the same
 * tables with the same indexes: the database's limit. Rounds alternate.
 */
export async function benchKafkaCapture(): Promise<void> {
  const [kafka, database] = await Promise.all([startKafka(), startBenchDatabase()]);
  const queue = benchQueue("bench-dlt", "mirror");
  const options = { brokers: [kafka.bootstrap], tls: false, group: "redrive", sasl: null };
  const broker = createKafka({ source: "bench", ...options });
  const ctx = testContext(database, {
    brokers: [broker],
    config: { sources: [{ kind: "kafka", name: "bench", ...options, queues: [queue] }] },
  });
  const rates = { copy: [] as number[], capture: [] as number[] };
  try {
    await makeTopics(kafka, [queue.name]);
    await ctx.sql`insert into queues (source, name, watched, mode, state) values ('bench', ${queue.name}, true, 'mirror', 'starting')`;
    for (let round = 0; round < rounds; round++) {
      await fill(kafka, queue.name);
      rates.capture.push(await timeRate(count, () => drainByCapture(ctx, { queue, count })));
      const files = await copyOut(ctx.sql);
      rates.copy.push(await timeRate(count, () => copyIn(ctx.sql, files)));
      await ctx.sql.unsafe(`truncate ${tables.join(", ")} restart identity cascade`);
    }
  } finally {
    await ctx.brokers.close();
    await Promise.all([kafka.stop(), database.stop()]);
  }
  const limit = median(rates.copy);
  printResult("kafka-capture", [
    rateRow("COPY of the same rows into the same tables", rates.copy, limit),
    rateRow("capture", rates.capture, limit),
  ]);
}

/** Replay of 200,000 captured dead letters, all recorded, against a bare kafkajs copy (consume, produce idempotent with acks=all), which keeps no record. */
export async function benchKafkaReplay(): Promise<void> {
  const [kafka, database] = await Promise.all([startKafka(), startBenchDatabase()]);
  const yaml = `sources:\n  bench:\n    kind: kafka\n    brokers: ["${kafka.bootstrap}"]\n    queues: ["bench-dlt"]\n`;
  const copied: number[] = [];
  const replayed: ReplayTimes[] = [];
  try {
    const options = { brokers: [kafka.bootstrap], tls: false, group: "redrive", sasl: null };
    // Who starts it must know its source: so it is a replay of a log, which keeps order.
    const ctx = testContext(database, {
      brokers: [createKafka({ source: "bench", ...options })],
      config: { sources: [{ kind: "kafka", name: "bench", ...options, queues: [benchQueue("bench-dlt", "mirror")] }] },
    });
    await makeTopics(kafka, ["bench-dlt", "bench-copied", "bench-work"]);
    await fill(kafka, "bench-copied");
    for (let round = 0; round < rounds; round++) {
      copied.push(await timeRate(count, () => copyBare(kafka, `copy-${round}`)));
      await fill(kafka, "bench-dlt");
      replayed.push(await timeReplay(ctx, { count, yaml, databaseUrl: database.url, work: "bench-work" }));
    }
  } finally {
    await Promise.all([kafka.stop(), database.stop()]);
  }
  printReplay("kafka-replay", { way: "bare kafkajs copy, idempotent, acks=all, keeps no record", rates: copied }, replayed);
}

const client = ({ bootstrap }: TestKafka, more: Partial<KafkaConfig> = {}) =>
  new Kafka({ clientId: "shop", brokers: [bootstrap], logLevel: logLevel.NOTHING, ...more });

async function makeTopics(kafka: TestKafka, topics: readonly string[]): Promise<void> {
  const admin = client(kafka).admin();
  await admin.connect();
  await admin.createTopics({ topics: topics.map((topic) => ({ topic, numPartitions: partitions })), waitForLeaders: true });
  await admin.disconnect();
}

const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const int64 = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
};

async function fill(kafka: TestKafka, topic: string): Promise<void> {
  const producer = client(kafka).producer();
  await producer.connect();
  for (let from = 0; from < count; from += 2_000) {
    const messages = Array.from({ length: 2_000 }, (_, n) => {
      const at = from + n;
      const event = { eventId: `evt-${at}`, eventType: `OrderPlaced${at % 5}`, aggregateId: `ord-${at % 1_000}`, payload: "" };
      return {
        key: event.aggregateId,
        value: JSON.stringify({ ...event, payload: "x".repeat(500 - JSON.stringify(event).length) }),
        headers: {
          "kafka_dlt-original-topic": "orders",
          "kafka_dlt-original-partition": int32(at % partitions),
          "kafka_dlt-original-offset": int64(at),
          "kafka_dlt-exception-cause-fqcn": "java.net.SocketTimeoutException",
          "kafka_dlt-exception-message": `Payment of order ${at} failed: connect timed out after 3000 ms (attempt ${at % 3})`,
        },
      };
    });
    await producer.send({ topic, messages });
  }
  await producer.disconnect();
}

async function copyBare(kafka: TestKafka, groupId: string): Promise<void> {
  const [consumer, producer] = [client(kafka).consumer({ groupId }), client(kafka).producer({ idempotent: true })];
  await Promise.all([consumer.connect(), producer.connect()]);
  await consumer.subscribe({ topic: "bench-copied", fromBeginning: true });
  const done = Promise.withResolvers<void>();
  let copied = 0;
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: partitions,
    eachBatch: async ({ batch }) => {
      const messages = batch.messages.map(({ key, value, headers }) => ({
        key,
        value,
        headers: headers ?? {},
        partition: batch.partition,
      }));
      await producer.send({ topic: "bench-work", messages, acks: -1 });
      copied += messages.length;
      if (copied === count) done.resolve();
    },
  });
  await done.promise;
  await Promise.all([consumer.disconnect(), producer.disconnect()]);
}

/** Writes what the tables hold into files beside the database, and empties them. */
async function copyOut(sql: Sql): Promise<ReadonlyMap<string, string>> {
  const [row] = await sql<{ home: string }[]>`select current_setting('data_directory') as home`;
  const files = new Map(tables.map((table) => [table, `${row?.home}/bench.${table}`]));
  for (const [table, file] of files) await sql.unsafe(`copy ${table} to '${file}' (format binary)`);
  await sql.unsafe(`truncate ${tables.join(", ")} restart identity cascade`);
  return files;
}

async function copyIn(sql: Sql, files: ReadonlyMap<string, string>): Promise<void> {
  await sql.begin(async (tx) => {
    for (const [table, file] of files) await tx.unsafe(`copy ${table} from '${file}' (format binary)`);
  });
}
