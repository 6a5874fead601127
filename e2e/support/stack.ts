import { test as base } from "@playwright/test";
import { Kafka, logLevel } from "../../server/sources/kafka/records.ts";
import { startConsole } from "../../server/testing/console.ts";
import { freePorts } from "../../server/testing/ports.ts";
import { createTestDatabase } from "../../server/testing/database.ts";
import { makeTopics } from "../../server/sources/kafka/make-topics.ts";
import { sharedKafka } from "../../server/testing/kafka.ts";
import { createVirtualHost } from "../../server/testing/rabbitmq-host.ts";
import { startWorker } from "../../server/testing/worker.ts";
import { Shop } from "./shop.ts";

interface Stack {
  readonly url: string;
  readonly shop: Shop;
}

const rabbitmqSource = (host: { readonly url: string; readonly management: string }) => `
  shop-eu:
    kind: rabbitmq
    url: ${host.url}
    management: ${host.management}
    envelope: flat
    ownCode: [com.shop.]
    queues: ["*.dlq"]
`;
const kafkaSource = (bootstrap: string) => `
  shop-log:
    kind: kafka
    brokers: ["${bootstrap}"]
    envelope: flat
    ownCode: [com.shop.]
    queues: ["orders-dlt"]
`;

/** A database, a virtual host, a worker and the built console, for the files that one Playwright worker runs one after the other. */
export const test = base.extend<object, { stack: Stack }>({
  stack: [({}, use) => runStack(null, use), { scope: "worker", timeout: 120_000 }],
  baseURL: ({ stack }, use) => use(stack.url),
});

/** The same with a Kafka beside RabbitMQ. */
export const testOnBoth = base.extend<object, { kafka: string; stack: Stack }>({
  kafka: [
    async ({}, use) => {
      const { bootstrap, stop } = await sharedKafka();
      // Listed when the worker starts; a new topic is found within a minute.
      const admin = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING }).admin();
      await admin.connect();
      await makeTopics(admin, [{ topic: "orders" }, { topic: "orders-dlt" }]);
      await admin.disconnect();
      await use(bootstrap);
      await stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  stack: [({ kafka }, use) => runStack(kafka, use), { scope: "worker", timeout: 120_000 }],
  baseURL: ({ stack }, use) => use(stack.url),
});

async function runStack(kafka: string | null, use: (stack: Stack) => Promise<void>): Promise<void> {
  const [database, host, [port = 0]] = await Promise.all([createTestDatabase(), createVirtualHost(), freePorts(1)]);
  const sources = `${rabbitmqSource(host)}${kafka === null ? "" : kafkaSource(kafka)}`;
  const yaml = `environment: production\nhttp: { port: ${port} }\nreplay: { observeSeconds: 2 }\nsources:${sources}`;
  const shop = await Shop.open(host.url);
  for (const queue of ["orders", "payments", "shipping"]) await shop.queue(queue);
  const worker = await startWorker({ yaml, databaseUrl: database.url });
  const web = await startConsole({ yaml, databaseUrl: database.url, port });
  await use({ url: web.url, shop });
  await shop.close();
  await web.stop();
  await worker.kill("SIGTERM");
  await host.drop();
  await database.drop();
}

export { expect } from "@playwright/test";
