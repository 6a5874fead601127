import { test as base } from "@playwright/test";
import { connectDatabase } from "../../server/db/client.ts";
import { startConsole } from "../../server/testing/console.ts";
import { testContext } from "../../server/testing/context.ts";
import { createTestDatabase } from "../../server/testing/database.ts";
import { makeAccount, makeToken, password } from "../../server/testing/people.ts";
import { freePorts } from "../../server/testing/ports.ts";
import { createVirtualHost } from "../../server/testing/rabbitmq-host.ts";
import { startWorker } from "../../server/testing/worker.ts";
import { Shop } from "./shop.ts";

export interface OnCall {
  readonly url: string;
  readonly shop: Shop;
  /** The page that the notice of the alert links to whose title holds this; waits until it fires. */
  linkOf(title: string): Promise<string>;
  /** What a program of hers sends with its requests. */
  readonly bearer: Readonly<Record<string, string>>;
}

export const ana = { email: "ana@shop.example", password };
/** Sees other queues than those that fail. */
export const vera = { email: "vera@shop.example", password };

/** A console that people sign in to, with a worker, a broker and the rules that Redrive has by itself. `onCallYaml` says which channels there are. */
export const test = base.extend<object, { environment: string; onCallYaml: string; onCall: OnCall }>({
  environment: ["production", { option: true, scope: "worker" }],
  onCallYaml: ["channels: { oncall: { kind: log } }", { option: true, scope: "worker" }],
  onCall: [
    async ({ environment, onCallYaml }, use) => {
      const [database, host, [port = 0]] = await Promise.all([createTestDatabase(), createVirtualHost(), freePorts(1)]);
      const yaml = `environment: ${environment}
http: { port: ${port} }
replay: { observeSeconds: 2 }
signIn: { accounts: true }
${onCallYaml}
sources:
  shop-eu: { kind: rabbitmq, url: "${host.url}", management: "${host.management}", envelope: flat, ownCode: [com.shop.], queues: ["*.dlq"] }
`;
      const shop = await Shop.open(host.url);
      for (const queue of ["payments", "refunds", "letters"]) await shop.queue(queue);
      const worker = await startWorker({ yaml, databaseUrl: database.url });
      const clients = connectDatabase(database.url, { max: 2 });
      const ctx = testContext(clients);
      const { id: anaId } = await makeAccount(ctx, ana.email, { role: "admin" });
      const { token } = await makeToken(ctx, anaId, { role: "responder" });
      await makeAccount(ctx, vera.email, { role: "viewer", queues: ["refunds.*"] });
      const web = await startConsole({ yaml, databaseUrl: database.url, port });
      const find = async (title: string) => {
        const rows = await clients.sql<{ id: number }[]>`
          select a.id from alerts a where a.state = 'firing' and a.facts::text like ${`%${title}%`} order by a.id limit 1`;
        return rows[0]?.id ?? null;
      };
      await use({
        url: web.url,
        shop,
        bearer: { authorization: `Bearer ${token}` },
        linkOf: async (title) => {
          for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 250))) {
            const id = await find(title);
            if (id !== null) return `/alerts/${id}`;
          }
          throw new Error(`No alert about ${title} fires.`);
        },
      });
      await shop.close();
      await web.stop();
      await worker.kill("SIGTERM");
      await clients.close();
      await host.drop();
      await database.drop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ onCall }, use) => use(onCall.url),
});

export { expect } from "@playwright/test";
