import { test as base } from "@playwright/test";
import postgres from "postgres";
import { pgTransactionalOutbox } from "../../server/applications/presets/conformance/pg-transactional-outbox.ts";
import { startConsole } from "../../server/testing/console.ts";
import { createApplicationDatabase, createTestDatabase } from "../../server/testing/database.ts";
import { freePorts } from "../../server/testing/ports.ts";
import { startWorker } from "../../server/testing/worker.ts";

/** A relay of the kind that pg-transactional-outbox runs: it publishes what waits, and gives up what its broker does not take. */
function makeRelay(sql: postgres.Sql) {
  const published: string[] = [];
  let timer: NodeJS.Timeout | null = null;
  const turns = {
    takes: async () => {
      const rows = await sql<
        { id: string }[]
      >`update outbox set processed_at = now() where processed_at is null and abandoned_at is null returning id`;
      published.push(...rows.map(({ id }) => id));
    },
    refuses: async () => {
      await sql`update outbox set abandoned_at = now(), started_attempts = 5, finished_attempts = 5 where processed_at is null and abandoned_at is null`;
    },
  };
  const stop = () => {
    if (timer) clearInterval(timer);
    timer = null;
  };
  return {
    published,
    stop,
    start: (broker: keyof typeof turns) => {
      stop();
      timer = setInterval(() => void turns[broker]().catch(() => {}), 100);
    },
  };
}

interface WithOutbox {
  readonly url: string;
  readonly relay: ReturnType<typeof makeRelay>;
  /** Writes events as the application does. */
  write(count: number): Promise<void>;
}

/** An application with an outbox, its relay, a worker and the built console. */
export const test = base.extend<object, { outbox: WithOutbox }>({
  outbox: [
    async ({}, use) => {
      const [database, shop, [port = 0]] = await Promise.all([createTestDatabase(), createApplicationDatabase(), freePorts(1)]);
      const sql = postgres(shop.url, { max: 2, onnotice: () => {} });
      await sql.unsafe(pgTransactionalOutbox.ddl);
      await sql`delete from outbox`;
      const yaml = `environment: production
http: { port: ${port} }
alerts: { rules: { outbox-lags: { kind: outbox_lag, seconds: 1, forSeconds: 0 } } }
applications:
  orders-api:
    database: "${shop.url}"
    tables: [{ preset: pg-transactional-outbox, only: outbox }]
`;
      const relay = makeRelay(sql);
      const worker = await startWorker({ yaml, databaseUrl: database.url });
      const web = await startConsole({ yaml, databaseUrl: database.url, port });
      await use({
        url: web.url,
        relay,
        write: async (count) => {
          await sql`insert into outbox (id, aggregate_type, aggregate_id, message_type, payload)
            select gen_random_uuid(), 'order', 'ord-' || n, 'OrderPlaced', jsonb_build_object('orderId', 'ord-' || n, 'html', '<script>alert(1)</script>') from generate_series(1, ${count}::int) n`;
        },
      });
      relay.stop();
      await web.stop();
      await worker.kill("SIGTERM");
      await sql.end({ timeout: 5 });
      await Promise.all([database.drop(), shop.drop()]);
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ outbox }, use) => use(outbox.url),
});

export { expect } from "@playwright/test";
