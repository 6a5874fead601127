import { test as base } from "@playwright/test";
import { startConsole } from "../../server/testing/console.ts";
import { freePorts } from "../../server/testing/ports.ts";
import { createTestDatabase } from "../../server/testing/database.ts";
import { createVirtualHost } from "../../server/testing/rabbitmq-host.ts";
import { startWorker } from "../../server/testing/worker.ts";
import { Shop } from "./shop.ts";

interface Stack {
  readonly url: string;
  readonly shop: Shop;
}

/** A database, a virtual host, a worker and the built console of one's own, for the tests of one file. */
export const test = base.extend<object, { stack: Stack }>({
  stack: [
    async ({}, use) => {
      const [database, host, [port = 0]] = await Promise.all([createTestDatabase(), createVirtualHost(), freePorts(1)]);
      const yaml = `environment: production
http: { port: ${port} }
replay: { observeSeconds: 2 }
sources:
  shop-eu:
    kind: rabbitmq
    url: ${host.url}
    management: ${host.management}
    envelope: flat
    ownCode: [com.shop.]
    queues: ["*.dlq"]
`;
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
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ stack }, use) => use(stack.url),
});

export { expect } from "@playwright/test";
