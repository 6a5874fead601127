import { deadOnKafka, deadOnRabbitMQ, workQueues } from "./shop/queues.ts";

/** redrive.yaml of the demo: the emulator's queues, and by name RabbitMQ's (they need no management API) and Kafka's when they were asked for. */
export function demoConfig({
  sqsEndpoint,
  rabbitmqUrl,
  kafkaBrokers,
  databaseUrl,
  port,
}: {
  sqsEndpoint: string;
  rabbitmqUrl: string | null;
  kafkaBrokers: readonly string[] | null;
  databaseUrl: string;
  port: number;
}): string {
  const shared = `    envelope: flat
    headers: { errorType: error-type, errorText: error-text, stack: error-stack, attempts: attempts, failedAt: failed-at, originQueue: failed-queue }
    downstreams:
      - { name: payment-gateway, match: payment-gateway }
      - { name: carrier-api, match: carrier-api }
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
sources:
  shop-aws:
    kind: sqs
    region: eu-west-1
    endpoint: ${sqsEndpoint}
    accessKeyId: demo
    secretAccessKey: demo
${shared}    queues: ["*-dlq"]
${rabbitmq}${kafka}`;
}
