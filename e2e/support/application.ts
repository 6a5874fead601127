import { test as base } from "@playwright/test";
import postgres from "postgres";
import { startConsole } from "../../server/testing/console.ts";
import { createTestDatabase } from "../../server/testing/database.ts";
import { freePorts } from "../../server/testing/ports.ts";
import { createVirtualHost } from "../../server/testing/rabbitmq-host.ts";
import { startWorker } from "../../server/testing/worker.ts";
import { Shop } from "./shop.ts";

interface WithApplication {
  readonly url: string;
  readonly shop: Shop;
  /** The application notes that it has processed the event of this order. */
  processed(order: string): Promise<void>;
}

/** A shop whose payments are consumed by an application with a database of its own. */
export const test = base.extend<object, { application: WithApplication }>({
  application: [
    async ({}, use) => {
      const [database, own, host, [port = 0]] = await Promise.all([
        createTestDatabase(),
        createTestDatabase(),
        createVirtualHost(),
        freePorts(1),
      ]);
      const sql = postgres(own.url, { max: 1, onnotice: () => {} });
      await sql.unsafe(`create schema payments;
        create table payments.processed_events (consumer text not null, event_id text not null, at timestamptz not null default now(), primary key (consumer, event_id));`);
      const yaml = `environment: production
http: { port: ${port} }
replay: { observeSeconds: 30 }
applications:
  payment-service:
    database: "${own.url}"
    consumes: [{ queue: shop-eu/payments.dlq, consumer: payments }]
    tables: [{ kind: processed, table: payments.processed_events, eventId: event_id, consumer: consumer, at: at, keeps: all }]
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
        processed: async (order) => {
          await sql`insert into payments.processed_events (consumer, event_id) values ('payments', ${`evt-${order}`})`;
        },
      });
      await shop.close();
      await web.stop();
      await worker.kill("SIGTERM");
      await sql.end();
      await host.drop();
      await Promise.all([database.drop(), own.drop()]);
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ application }, use) => use(application.url),
});

export { expect } from "@playwright/test";
