import { test as base } from "@playwright/test";
import { createServer, type ServerResponse } from "node:http";
import { once } from "node:events";
import { startConsole } from "../../server/testing/console.ts";
import { createTestDatabase } from "../../server/testing/database.ts";
import { freePorts } from "../../server/testing/ports.ts";
import { createVirtualHost } from "../../server/testing/rabbitmq-host.ts";
import { startWorker } from "../../server/testing/worker.ts";
import { Shop } from "./shop.ts";

interface WithOwner {
  readonly url: string;
  readonly shop: Shop;
  /** The paths that were asked, in their order. */
  readonly asked: readonly string[];
  /** From now on the owner of orders answers so. */
  answers(answer: (response: ServerResponse) => void): void;
}

/** A shop whose orders are looked up at their owner. */
export const test = base.extend<object, { owner: WithOwner }>({
  owner: [
    async ({}, use) => {
      const [database, host, [port = 0]] = await Promise.all([createTestDatabase(), createVirtualHost(), freePorts(1)]);
      const asked: string[] = [];
      let answer = (response: ServerResponse): void => void response.writeHead(404).end();
      const server = createServer((request, response) => {
        asked.push(request.url ?? "");
        answer(response);
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      const orders = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
      const yaml = `environment: production
http: { port: ${port} }
outbound: { allow: [127.0.0.1] }
eventTypes:
  OrderPlaced: { kind: notification, fetch: "${orders}/orders/{key}", headers: { authorization: Bearer t0ken } }
sources:
  shop-eu: { kind: rabbitmq, url: "${host.url}", management: "${host.management}", envelope: flat, ownCode: [com.shop.], queues: ["*.dlq"] }
`;
      const shop = await Shop.open(host.url);
      await shop.queue("orders");
      const worker = await startWorker({ yaml, databaseUrl: database.url });
      const web = await startConsole({ yaml, databaseUrl: database.url, port });
      await use({ url: web.url, shop, asked, answers: (next) => void (answer = next) });
      await shop.close();
      await web.stop();
      await worker.kill("SIGTERM");
      server.close();
      await host.drop();
      await database.drop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ owner }, use) => use(owner.url),
});

export { expect } from "@playwright/test";
