import { test as base } from "@playwright/test";
import { startConsole } from "../../server/testing/console.ts";
import { connectDatabase } from "../../server/db/client.ts";
import { createTestDatabase } from "../../server/testing/database.ts";
import { freePorts } from "../../server/testing/ports.ts";
import { createVirtualHost } from "../../server/testing/rabbitmq-host.ts";
import { startWorker } from "../../server/testing/worker.ts";
import { Shop } from "./shop.ts";

interface Ordered {
  readonly url: string;
  readonly shop: Shop;
  /** The shop's inventory has processed a key up to this number. */
  processed(key: string, last: number): Promise<void>;
}

/** A shop whose inventory counts the events of each order, with the table that says how far it has come. */
export const test = base.extend<object, { ordered: Ordered }>({
  ordered: [
    async ({}, use) => {
      const [database, host, [port = 0], own] = await Promise.all([
        createTestDatabase(),
        createVirtualHost(),
        freePorts(1),
        createTestDatabase(),
      ]);
      const { sql, close } = connectDatabase(own.url, { max: 1 });
      await sql.unsafe("create table positions (consumer text, key text, last bigint, primary key (consumer, key))");
      const yaml = `environment: production
http: { port: ${port} }
replay: { observeSeconds: 600 }
applications:
  inventory-service:
    database: ${own.url}
    consumes: [{ queue: "shop-eu/inventory.dlq", consumer: inventory }]
    tables: [{ kind: sequences, table: public.positions, key: key, last: last, consumer: consumer }]
sources:
  shop-eu: { kind: rabbitmq, url: "${host.url}", management: "${host.management}", envelope: flat, queues: ["*.dlq"] }
`;
      const shop = await Shop.open(host.url);
      await shop.queue("inventory");
      const worker = await startWorker({ yaml, databaseUrl: database.url });
      const web = await startConsole({ yaml, databaseUrl: database.url, port });
      await use({
        url: web.url,
        shop,
        processed: async (key, last) => {
          await sql`insert into positions values ('inventory', ${key}, ${last}) on conflict (consumer, key) do update set last = excluded.last`;
        },
      });
      await shop.close();
      await web.stop();
      await worker.kill("SIGTERM");
      await host.drop();
      await close();
      await own.drop();
      await database.drop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ ordered }, use) => use(ordered.url),
});

export { expect } from "@playwright/test";
