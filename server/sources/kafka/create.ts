import type { Audience, Broker } from "../port.ts";
import { orderedText } from "../position.ts";
import { audienceOfExchange } from "../no-exchange.ts";
import { Audiences } from "./audience.ts";
import { Client, type KafkaOptions } from "./client.ts";
import { fetchCommitted } from "./committed.ts";
import { consumeTopic } from "./consume.ts";
import { discoverTopics } from "./discover.ts";
import { toBrokerError } from "./errors.ts";
import { Fetcher } from "./fetcher.ts";
import { AttemptScan } from "./find-attempt.ts";
import { kafkaCodec } from "./head.ts";
import { nextRecord, readLog } from "./log.ts";
import { readDepth } from "./offsets.ts";
import { partitionOfKey } from "./partition.ts";
import { offsetOf } from "./position.ts";
import { Publisher } from "./publisher.ts";
import { readRecords } from "./read-records.ts";
import { removeBefore } from "./remove.ts";

/** An adapter on Apache Kafka; topics are mirrored and stay as they are. Constructing it connects nothing. */
export function createKafka(options: KafkaOptions): Broker {
  const { source } = options;
  const client = new Client(options);
  const publisher = new Publisher(client);
  const fetcher = new Fetcher(client);
  // Its own connections: what is slow to answer here must not hold up what capture asks for.
  const originals = new Fetcher(client);
  const scan = new AttemptScan(client, fetcher);
  const audiences = new Audiences(client);
  const closing = new AbortController();
  const fail = (doing: string) => (error: unknown) => {
    throw toBrokerError(source, doing, error);
  };

  return {
    kind: "kafka",
    source,
    codec: kafkaCodec,
    ping: async () => {
      const { brokers } = await client
        .admin()
        .then((admin) => admin.describeCluster())
        .catch(fail("be reached"));
      return `Kafka, ${brokers.length} broker${brokers.length === 1 ? "" : "s"}`;
    },
    capabilities: () => ({
      capture: ["mirror", "watch"],
      confirms: true,
      ordered: true,
      findsAttempts: true,
      log: true,
      exchanges: false,
    }),
    discover: () => discoverTopics(client).catch(fail("list its topics")),
    depth: (topic) => readDepth(client, fetcher, topic).catch(fail(`read "${topic}"`)),
    preflight: async (topic) => {
      await client.partitions(topic).catch(fail(`read "${topic}"`));
      return { safe: true, warnings: [] };
    },
    consume: async (topic, onBatch, consumeOptions, signal) => {
      const failure: { error?: unknown } = {};
      const guarded = (batch: Parameters<typeof onBatch>[0]) =>
        onBatch(batch).catch((error: unknown) => {
          failure.error = error;
          throw error;
        });
      try {
        await client.partitions(topic);
        await consumeTopic(client, fetcher, { source, topic, onBatch: guarded, options: consumeOptions, signal, closing: closing.signal });
      } catch (error) {
        if ("error" in failure) throw failure.error;
        throw toBrokerError(source, `consume "${topic}"`, error);
      }
    },
    publish: async (target, message) =>
      target.to === "exchange"
        ? { state: "refused", reason: "Kafka has no exchanges: send to a topic." }
        : publisher.publish(target.queue, message, target.part === undefined ? undefined : Number(target.part)),
    release: async () => ({ state: "refused", reason: "Kafka keeps a record where it is: there is nothing to put back." }),
    findAttempt: async (target, attempt) =>
      target.to === "exchange" ? "absent" : scan.find(target.queue, attempt).catch(() => "cannot_tell"),
    audience: async (target): Promise<Audience> =>
      target.to === "exchange"
        ? audienceOfExchange("Kafka", "topic")
        : audiences.read(target.queue).catch(fail(`look at "${target.queue}"`)),
    log: {
      read: (topic) => readLog(client, topic).catch(fail(`read "${topic}"`)),
      recordsAt: async (topic, part, ats, signal) => {
        const offsets = ats.map((at) => Number(offsetOf(at)));
        const found = await readRecords(client, originals, { topic, partition: Number(part), offsets, signal }).catch(
          fail(`read "${topic}"`),
        );
        return new Map([...found].map(([offset, record]) => [orderedText(offset), record]));
      },
      partitions: async (topic) => {
        const partitions = await client.partitions(topic).catch(fail(`read "${topic}"`));
        return {
          parts: partitions.map(({ partitionId }) => String(partitionId)),
          of: (key) => String(partitionOfKey(topic, key, partitions)),
        };
      },
      committed: async (topic, group) => {
        const offsets = await client
          .partitions(topic)
          .then(() => fetchCommitted(client, group, topic))
          .catch(fail(`look at consumer group "${group}"`));
        return new Map(
          offsets.filter(({ offset }) => offset !== "-1").map(({ partition, offset }) => [String(partition), orderedText(offset)]),
        );
      },
      nextRecord: (topic, from) => nextRecord(client, fetcher, topic, from).catch(fail(`read "${topic}"`)),
      removeBefore: (topic, marks) => removeBefore(client, topic, marks),
    },
    close: async () => {
      closing.abort();
      await Promise.all([publisher.close(), fetcher.close(), originals.close(), client.close()]);
    },
  };
}
