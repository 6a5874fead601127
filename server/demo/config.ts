import { deadOnKafka, deadOnRabbitMQ, workQueues } from "./shop/queues.ts";

/** redrive.yaml of the demo: the emulator's queues, and by name RabbitMQ's (they need no management API) and Kafka's when they were asked for, and the breaker of its shop. */
export function demoConfig({
  sqsEndpoint,
  rabbitmqUrl,
  kafkaBrokers,
  databaseUrl,
  port,
  shopPort,
  shopDatabaseUrl = null,
}: {
  sqsEndpoint: string;
  rabbitmqUrl: string | null;
  kafkaBrokers: readonly string[] | null;
  databaseUrl: string;
  port: number;
  /** Where the shop serves its page, and what its circuit breaker says. */
  shopPort: number;
  /** Where the shop keeps what its consumers have processed; null: Redrive does not look there. */
  shopDatabaseUrl?: string | null;
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
  return `environment: demo
database: ${databaseUrl}
http: { port: ${port} }
replay: { observeSeconds: 20 }
channels: { pretend-slack: { kind: pretend } }
outbound: { allow: ["127.0.0.1"] }
downstreams:
  payment-gateway:
    messages: [{ errors: [payment-gateway] }]
    readings: [{ kind: opossum, url: "http://127.0.0.1:${shopPort}/breakers/payment-gateway" }]
    everySeconds: 2
    staleSeconds: 15
    stableSeconds: 10
${shopDatabaseUrl === null ? "" : applications(shopDatabaseUrl)}sources:
  shop-aws:
    kind: sqs
    region: eu-west-1
    endpoint: ${sqsEndpoint}
    accessKeyId: demo
    secretAccessKey: demo
${shared}    queues: ["*-dlq"]
${rabbitmq}${kafka}`;
}

/** The shop's own database: how far each of its consumers has come with each key. */
function applications(url: string): string {
  const consumes = workQueues.map((name) => `{ queue: "*/*${name}*", consumer: ${name} }`).join(", ");
  return `applications:
  shop:
    database: ${JSON.stringify(url)}
    consumes: [${consumes}]
    tables:
      - { kind: sequences, table: public.positions, key: key, last: last, consumer: consumer }
`;
}
