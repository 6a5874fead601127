import { deadOnKafka, deadOnRabbitMQ, workQueues } from "./shop/queues.ts";

/** redrive.yaml of the demo: the emulator's queues, and by name RabbitMQ's (they need no management API) and Kafka's when they were asked for, and the breaker of its shop. */
export function demoConfig({
  sqsEndpoint,
  rabbitmqUrl,
  kafkaBrokers,
  databaseUrl,
  shopUrl,
  port,
  shopPort,
}: {
  sqsEndpoint: string;
  rabbitmqUrl: string | null;
  kafkaBrokers: readonly string[] | null;
  databaseUrl: string;
  /** The shop's own database, with a schema for each broker, as the role that reads it. */
  shopUrl: string;
  port: number;
  /** Where the shop serves its page, and what its circuit breaker says. */
  shopPort: number;
}): string {
  const shared = `    envelope: flat
    headers: { errorType: error-type, errorText: error-text, stack: error-stack, attempts: attempts, failedAt: failed-at, originQueue: failed-queue }
`;
  const rabbitmq =
    rabbitmqUrl === null
      ? ""
      : `  shop-rabbit:\n    kind: rabbitmq\n    url: ${JSON.stringify(rabbitmqUrl)}\n${shared}    queues: ${JSON.stringify(workQueues.map(deadOnRabbitMQ))}\n`;
  const kafka =
    kafkaBrokers === null
      ? ""
      : `  shop-kafka:\n    kind: kafka\n    brokers: ${JSON.stringify(kafkaBrokers)}\n${shared}    queues: ${JSON.stringify(workQueues.map(deadOnKafka))}\n`;
  const applications = [
    applicationOf("shop", "sqs", shopUrl, (queue) => `shop-aws/${queue}-dlq`),
    rabbitmqUrl === null ? "" : applicationOf("shop-rabbit", "rabbitmq", shopUrl, (queue) => `shop-rabbit/${deadOnRabbitMQ(queue)}`),
    kafkaBrokers === null ? "" : applicationOf("shop-kafka", "kafka", shopUrl, (queue) => `shop-kafka/${deadOnKafka(queue)}`),
  ];
  return `environment: demo
database: ${databaseUrl}
http: { port: ${port} }
replay: { observeSeconds: 20 }
channels: { pretend-slack: { kind: pretend } }
outbound: { allow: ["127.0.0.1"] }
alerts: { rules: { outbox-lags: { kind: outbox_lag, seconds: 30 } } }
downstreams:
  payment-gateway:
    messages: [{ errors: [payment-gateway] }]
    readings: [{ kind: opossum, url: "http://127.0.0.1:${shopPort}/breakers/payment-gateway" }]
    everySeconds: 2
    staleSeconds: 15
    stableSeconds: 10
applications:
${applications.join("")}sources:
  shop-aws:
    kind: sqs
    region: eu-west-1
    endpoint: ${sqsEndpoint}
    accessKeyId: demo
    secretAccessKey: demo
${shared}    queues: ["*-dlq"]
${rabbitmq}${kafka}`;
}

/** The shop of one broker: its schema holds its own outbox, processed events, which it never removes, and last numbers. */
function applicationOf(name: string, schema: string, url: string, deadQueue: (queue: string) => string): string {
  const consumed = workQueues.map((queue) => `      - { queue: ${JSON.stringify(deadQueue(queue))}, consumer: ${queue} }\n`);
  return `  ${name}:
    database: ${JSON.stringify(url)}
    consumes:
${consumed.join("")}    tables:
      - { preset: outbox, schema: ${schema} }
      - { kind: processed, table: ${schema}.processed_events, eventId: event_id, consumer: consumer, at: at, keeps: all }
      - { kind: sequences, table: ${schema}.positions, key: key, last: last, consumer: consumer }
`;
}
