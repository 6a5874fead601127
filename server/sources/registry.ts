import type { Config, SourceConfig } from "../config/config.ts";
import { type Broker, BrokerError, type BrokerKind, type Brokers, type HeadCodec } from "./port.ts";
import { createKafka } from "./kafka/create.ts";
import { kafkaCodec } from "./kafka/head.ts";
import { createMemoryBroker } from "./memory/create.ts";
import { memoryCodec } from "./memory/head.ts";
import { createRabbitMQ } from "./rabbitmq/create.ts";
import { rabbitmqCodec } from "./rabbitmq/head.ts";
import { createSqs } from "./sqs/create.ts";
import { sqsCodec } from "./sqs/head.ts";

const codecs: Readonly<Record<BrokerKind, HeadCodec>> = { memory: memoryCodec, rabbitmq: rabbitmqCodec, sqs: sqsCodec, kafka: kafkaCodec };

/** An adapter for every configured source; none connects before it is used. */
export function openBrokers(config: Config): Brokers {
  const brokers = new Map(config.sources.map((source) => [source.name, openBroker(source)]));
  return {
    get: (source) => {
      const broker = brokers.get(source);
      if (!broker)
        throw new BrokerError("missing", `Source "${source}" is not configured. Configured: ${[...brokers.keys()].join(", ") || "none"}.`);
      return broker;
    },
    codec: (kind) => codecs[kind],
    close: async () => {
      await Promise.all([...brokers.values()].map((broker) => broker.close()));
    },
  };
}

function openBroker(source: SourceConfig): Broker {
  switch (source.kind) {
    case "rabbitmq":
      return createRabbitMQ({
        source: source.name,
        url: source.url,
        management: source.management,
        keepDeathHeaders: source.keepDeathHeaders,
        queues: source.queues.map(({ name }) => name),
      });
    case "sqs":
      return createSqs({ ...source, source: source.name });
    case "kafka":
      return createKafka({ ...source, source: source.name });
    case "memory":
      return createMemoryBroker(source.name);
  }
}
