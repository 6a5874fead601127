import { test as base } from "@playwright/test";
import postgres from "postgres";
import { startConsole } from "../../server/testing/console.ts";
import { createApplicationDatabase, createTestDatabase } from "../../server/testing/database.ts";
import { openPgBoss } from "../../server/testing/pg-boss.ts";
import { freePorts } from "../../server/testing/ports.ts";
import { buildRiver, openRiver } from "../../server/testing/river.ts";
import { startWorker } from "../../server/testing/worker.ts";

/** A shop whose handler fails every job until it is mended. */
interface JobShop {
  send(order: number): Promise<string>;
  mend(): Promise<void>;
  /** Ids of the jobs that were done, each as often as it was. */
  done(): Promise<readonly string[]>;
  remove(id: string): Promise<void>;
}

interface Jobs {
  readonly url: string;
  readonly pgBoss: JobShop;
  readonly river: JobShop;
}

/** A console over the jobs of a shop with the real pg-boss, and of one with the real River. */
export const test = base.extend<object, { jobs: Jobs }>({
  jobs: [
    async ({}, use) => {
      await buildRiver();
      const [database, ofPgBoss, ofRiver, [port = 0]] = await Promise.all([
        createTestDatabase(),
        createApplicationDatabase(),
        createApplicationDatabase(),
        freePorts(1),
      ]);
      const [pgBoss, river] = await Promise.all([openPgBoss(ofPgBoss.url, "billing"), openRiver(ofRiver.url)]);
      pgBoss.break(Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:443"), { code: "ECONNREFUSED" }));
      await river.feel({ how: "error", text: "dial tcp 10.0.0.7:443: connect: connection refused" });
      const yaml = `environment: production
http: { port: ${port} }
replay: { observeSeconds: 2 }
sources:
  orders-jobs: { kind: job-table, database: "${ofPgBoss.url}", preset: pg-boss, queues: [billing] }
  payments-jobs: { kind: job-table, database: "${ofRiver.url}", preset: river, queues: [default] }
`;
      const worker = await startWorker({ yaml, databaseUrl: database.url });
      const web = await startConsole({ yaml, databaseUrl: database.url, port });
      const sql = postgres(ofPgBoss.url, { max: 1 });
      await use({
        url: web.url,
        pgBoss: {
          send: (order) => pgBoss.send({ order }),
          mend: async () => pgBoss.break(null),
          done: async () => pgBoss.done,
          remove: async (id) => void (await sql`delete from pgboss.job where id = ${id}`),
        },
        river: {
          send: (order) => river.insert({ order }),
          mend: () => river.feel(null),
          done: river.done,
          remove: (id) => river.byUser("delete", id),
        },
      });
      await web.stop();
      await worker.kill("SIGTERM");
      await Promise.all([pgBoss.close(), river.close(), sql.end()]);
      for (const { drop } of [database, ofPgBoss, ofRiver]) await drop();
    },
    // A first build of River takes minutes.
    { scope: "worker", timeout: 600_000 },
  ],
  baseURL: ({ jobs }, use) => use(jobs.url),
});

export { expect } from "@playwright/test";
