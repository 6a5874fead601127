import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base } from "@playwright/test";
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
      const web = startWeb(yaml, database.url, port);
      const url = `http://127.0.0.1:${port}`;
      await untilReady(url);
      await use({ url, shop });
      await shop.close();
      web.kill("SIGTERM");
      await worker.kill("SIGTERM");
      await host.drop();
      await database.drop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ stack }, use) => use(stack.url),
});

export { expect } from "@playwright/test";

function startWeb(yaml: string, databaseUrl: string, port: number): ChildProcess {
  const file = join(mkdtempSync(join(tmpdir(), "redrive-e2e-")), "redrive.yaml");
  writeFileSync(file, yaml);
  const env = { ...process.env, NODE_ENV: "production" as const, REDRIVE_CONFIG: file, DATABASE_URL: databaseUrl };
  return spawn(process.execPath, ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", String(port)], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

async function untilReady(url: string): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    const ready = await fetch(`${url}/api/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    if (Date.now() > end) throw new Error("The console did not become ready within a minute.");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
