import { deadOnRabbitMQ, workQueues } from "./shop/queues.ts";

/** redrive.yaml of the demo: the emulator's queues, and RabbitMQ's by name (they need no management API) when it was asked for. */
export function demoConfig({
  sqsEndpoint,
  rabbitmqUrl,
  databaseUrl,
  port,
}: {
  sqsEndpoint: string;
  rabbitmqUrl: string | null;
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
${rabbitmq}`;
}
