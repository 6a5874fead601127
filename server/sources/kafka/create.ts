import { runConsumption } from "../consumption.ts";
import { freshIntake } from "../fresh-intake.ts";
import type { Audience, Broker } from "../port.ts";
import { audienceOfExchange, intakeOfExchange } from "../no-exchange.ts";
import { Audiences } from "./audience.ts";
import { Client, type KafkaSource } from "./client.ts";
import { consumeTopic } from "./consume.ts";
import { discoverTopics } from "./discover.ts";
import { toBrokerError } from "./errors.ts";
import { Fetcher } from "./fetcher.ts";
import { findAttempts } from "./find-attempts.ts";
import { kafkaCodec } from "./head.ts";
import { readIntake } from "./intake.ts";
import { openLog } from "./open-log.ts";
import { readDepth } from "./offsets.ts";
import { Publisher } from "./publisher.ts";

/** An adapter on Apache Kafka; topics are mirrored and stay as they are. Constructing it connects nothing. */
export function createKafka(options: KafkaSource): Broker {
  const { source } = options;
  const client = new Client(options);
  const publisher = new Publisher(client);
  const fetcher = new Fetcher(client);
  // Its own connections: what is slow to answer here must not hold up what capture asks for.
  const originals = new Fetcher(client);
  const audiences = new Audiences(client);
  const closing = new AbortController();
  const fail = (doing: string) => (error: unknown) => {
    throw toBrokerError(client, doing, error);
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
    discover: (isWatched = () => false) =>
      discoverTopics(client, { isWatched, configured: (options.queues ?? []).map(({ name }) => name) }).catch(fail("list its topics")),
    depth: (topic) => readDepth(client, fetcher, topic).catch(fail(`read "${topic}"`)),
    preflight: async (topic) => {
      await client.partitions(topic).catch(fail(`read "${topic}"`));
      return { safe: true, warnings: [] };
    },
    consume: (topic, onBatch, consumeOptions, signal) =>
      runConsumption(
        { queue: topic, onBatch, options: consumeOptions, signal },
        async (consumption) => {
          await client.partitions(topic);
          await consumeTopic(client, fetcher, consumption, closing.signal);
        },
        (error) => toBrokerError(client, `consume "${topic}"`, error),
      ),
    publish: async (target, message, _, hints) =>
      target.to === "exchange"
        ? { state: "refused", reason: "Kafka has no exchanges: send to a topic." }
        : publisher.publish(target.queue, message, {
            ...hints,
            partition: target.part === undefined ? undefined : Number(target.part),
          }),
    release: async () => ({ state: "refused", reason: "Kafka keeps a record where it is: there is nothing to release." }),
    lifetime: async () => null,
    findAttempts: async (target, lost) =>
      target.to === "exchange"
        ? new Map()
        : findAttempts(client, fetcher, { topic: target.queue, ...lost }).catch(fail(`look for what was sent to "${target.queue}"`)),
    audience: async (target): Promise<Audience> =>
      target.to === "exchange"
        ? audienceOfExchange("Kafka", "topic")
        : audiences.read(target.queue).catch(fail(`look at "${target.queue}"`)),
    intake: freshIntake(async (target) =>
      target.to === "exchange"
        ? intakeOfExchange("Kafka", "topic")
        : readIntake(client, target.queue).catch(fail(`look at "${target.queue}"`)),
    ),
    log: openLog({ client, fetcher, originals, fail }),
    close: async () => {
      closing.abort();
      await Promise.all([publisher.close(), fetcher.close(), originals.close(), client.close()]);
    },
  };
}
