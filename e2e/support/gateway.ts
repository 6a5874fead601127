import { test as base } from "@playwright/test";
import { actuatorBody, startAnswering } from "../../server/testing/actuator.ts";
import { startConsole } from "../../server/testing/console.ts";
import { createTestDatabase } from "../../server/testing/database.ts";
import { freePorts } from "../../server/testing/ports.ts";
import { createVirtualHost } from "../../server/testing/rabbitmq-host.ts";
import { startWorker } from "../../server/testing/worker.ts";
import { Shop } from "./shop.ts";

interface WithGateway {
  readonly url: string;
  readonly shop: Shop;
  /** The payment gateway's breaker says this from now on; null: its actuator is broken. */
  breakerIs(state: string | null): void;
}

/** A shop whose payments need a gateway, which a breaker guards. */
export const test = base.extend<object, { gateway: WithGateway }>({
  gateway: [
    async ({}, use) => {
      const [database, host, [port = 0]] = await Promise.all([createTestDatabase(), createVirtualHost(), freePorts(1)]);
      const actuator = await startAnswering(actuatorBody("OPEN"));
      const yaml = `environment: production
http: { port: ${port} }
outbound: { allow: [127.0.0.1] }
replay: { observeSeconds: 2 }
downstreams:
  payment-gateway:
    messages: [{ queues: ["shop-eu/payments.*"] }]
    readings: [{ kind: actuator, url: "${actuator.url}" }]
    everySeconds: 1
    staleSeconds: 10
    stableSeconds: 2
  fraud-score:
    readings: [{ kind: probe, url: "${actuator.url}/nothing", statuses: [201], failures: 100 }]
  carrier-api: {}
sources:
  shop-eu: { kind: rabbitmq, url: "${host.url}", management: "${host.management}", envelope: flat, ownCode: [com.shop.], queues: ["*.dlq"] }
`;
      const shop = await Shop.open(host.url);
      for (const queue of ["payments", "refunds"]) await shop.queue(queue);
      const worker = await startWorker({ yaml, databaseUrl: database.url });
      const web = await startConsole({ yaml, databaseUrl: database.url, port });
      await use({
        url: web.url,
        shop,
        breakerIs: (state) => {
          actuator.status = state === null ? 500 : 200;
          actuator.body = state === null ? "<html>no</html>" : actuatorBody(state);
        },
      });
      await shop.close();
      await web.stop();
      await worker.kill("SIGTERM");
      actuator.close();
      await host.drop();
      await database.drop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ gateway }, use) => use(gateway.url),
});

export { expect } from "@playwright/test";
