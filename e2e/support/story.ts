import { createServer } from "node:http";
import { test as base } from "@playwright/test";
import postgres from "postgres";
import { Gateway } from "../../server/demo/shop/gateway.ts";
import { Guard } from "../../server/demo/shop/guard.ts";
import { kafkaTransport } from "../../server/demo/shop/kafka-transport.ts";
import { rabbitmqTransport } from "../../server/demo/shop/rabbitmq-transport.ts";
import { openShop, type Shop } from "../../server/demo/shop/run.ts";
import { startConsole } from "../../server/testing/console.ts";
import { createTestDatabase } from "../../server/testing/database.ts";
import { startKafka } from "../../server/testing/kafka.ts";
import { freePorts } from "../../server/testing/ports.ts";
import { createVirtualHost } from "../../server/testing/rabbitmq-host.ts";
import { startWorker } from "../../server/testing/worker.ts";

interface Story {
  readonly url: string;
  readonly shop: Shop;
  readonly gateway: Gateway;
  readonly guard: Guard;
}

/** Closes what was opened, the last first. */
type Closing = (close: () => unknown) => void;

const sources = {
  rabbitmq: async (closing: Closing) => {
    const host = await createVirtualHost();
    closing(() => host.drop());
    const transport = await rabbitmqTransport(host.url);
    closing(() => transport.close());
    return { transport, yaml: `kind: rabbitmq\n    url: "${host.url}"\n    management: "${host.management}"` };
  },
  // The shop's topics have fixed names, so that it needs a broker of its own.
  kafka: async (closing: Closing) => {
    const kafka = await startKafka();
    closing(() => kafka.stop());
    const transport = await kafkaTransport([kafka.bootstrap]);
    closing(() => transport.close());
    return { transport, yaml: `kind: kafka\n    brokers: ["${kafka.bootstrap}"]` };
  },
} as const;

/** The sample shop with a payment gateway and its circuit breaker, on one broker, watched by a worker and a console. */
export function storyOn(broker: keyof typeof sources) {
  return base.extend<object, { story: Story }>({
    story: [
      async ({}, use) => {
        const closings: (() => unknown)[] = [];
        const closing: Closing = (close) => void closings.unshift(close);
        const [database, [port = 0]] = await Promise.all([createTestDatabase(), freePorts(1)]);
        closing(() => database.drop());
        const { transport, yaml } = await sources[broker](closing);
        const stop = new AbortController();
        const gateway = new Gateway();
        await gateway.start();
        gateway.held = "well";
        const guard = new Guard(gateway, { resetMs: 600_000 });
        closing(() => gateway.stop());
        closing(() => guard.stop());
        const breaker = createServer((_, response) => response.end(JSON.stringify(guard.report())));
        await new Promise<void>((resolve) => breaker.listen(0, "127.0.0.1", resolve));
        closing(() => breaker.close());
        const shops = await createTestDatabase();
        const sql = postgres(shops.url, { max: 8, onnotice: () => {} });
        closing(() => shops.drop());
        closing(() => sql.end({ timeout: 5 }));
        const shop = await openShop(sql, transport, guard, stop.signal);
        closing(() => stop.abort());
        const address = breaker.address();
        const config = `environment: production
http: { port: ${port} }
outbound: { allow: [127.0.0.1] }
replay: { observeSeconds: 3 }
channels: { oncall: { kind: log } }
downstreams:
  payment-gateway:
    messages: [{ errors: [payment-gateway] }]
    readings: [{ kind: opossum, url: "http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/" }]
    everySeconds: 1
    staleSeconds: 10
    stableSeconds: 2
sources:
  shop:
    ${yaml}
    envelope: flat
    headers: { errorType: error-type, errorText: error-text, stack: error-stack, attempts: attempts, failedAt: failed-at, originQueue: failed-queue }
    queues: ["redrive-demo.*.dlq"]
`;
        const worker = await startWorker({ yaml: config, databaseUrl: database.url });
        closing(() => worker.kill("SIGTERM"));
        const web = await startConsole({ yaml: config, databaseUrl: database.url, port });
        closing(() => web.stop());
        await use({ url: web.url, shop, gateway, guard });
        for (const close of closings) await close();
      },
      { scope: "worker", timeout: 240_000 },
    ],
    baseURL: ({ story }, use) => use(story.url),
  });
}

export { expect } from "@playwright/test";
