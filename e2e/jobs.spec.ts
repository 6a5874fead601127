import { test as base } from "@playwright/test";
import { PgBoss } from "pg-boss";
import postgres from "postgres";
import { startConsole } from "../server/testing/console.ts";
import { createTestDatabase, onServer, testServer } from "../server/testing/database.ts";
import { freePorts } from "../server/testing/ports.ts";
import { startWorker } from "../server/testing/worker.ts";
import { expectAccessible, openMessages, watchErrors } from "./support/pages.ts";

interface Jobs {
  readonly url: string;
  /** Sends a job; the handler fails it while the shop is broken. */
  send(data: object): Promise<string>;
  mend(): void;
  readonly done: readonly string[];
  remove(id: string): Promise<void>;
}

const test = base.extend<object, { jobs: Jobs }>({
  jobs: [
    async ({}, use) => {
      const [database, server, [port = 0]] = await Promise.all([createTestDatabase(), testServer(), freePorts(1)]);
      const name = `a_${crypto.randomUUID().replaceAll("-", "")}`;
      await onServer(server, (sql) => sql.unsafe(`create database ${name}`));
      const own = new URL(server);
      own.pathname = `/${name}`;
      const boss = new PgBoss({ connectionString: own.href, max: 3 });
      boss.on("error", () => {});
      await boss.start();
      await boss.createQueue("billing", { retryLimit: 0 });
      const done: string[] = [];
      let broken = true;
      await boss.work("billing", { pollingIntervalSeconds: 0.5 }, async ([job]) => {
        if (broken) throw Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:443"), { code: "ECONNREFUSED" });
        if (job) done.push(job.id);
      });
      const yaml = `environment: production\nhttp: { port: ${port} }\nreplay: { observeSeconds: 2 }\nsources:\n  orders-jobs: { kind: job-table, database: "${own.href}", preset: pg-boss, queues: [billing] }\n`;
      const worker = await startWorker({ yaml, databaseUrl: database.url });
      const web = await startConsole({ yaml, databaseUrl: database.url, port });
      const sql = postgres(own.href, { max: 1 });
      await use({
        url: web.url,
        done,
        send: async (data) => (await boss.send("billing", data)) ?? "",
        mend: () => {
          broken = false;
        },
        remove: async (id) => void (await sql`delete from pgboss.job where id = ${id}`),
      });
      await web.stop();
      await worker.kill("SIGTERM");
      await boss.stop({ graceful: false });
      await sql.end();
      await onServer(server, (at) => at.unsafe(`drop database if exists ${name} with (force)`));
      await database.drop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ jobs }, use) => use(jobs.url),
});
const { expect } = test;

test("a failed pg-boss job is diagnosed, replayed by its own retry and seen done; one that the shop removed says so", async ({
  page,
  jobs,
}) => {
  const errors = watchErrors(page);
  const [kept, removed] = [await jobs.send({ order: "ord-7" }), await jobs.send({ order: "ord-8" })];
  const open = async (id: string) => {
    await openMessages(page, "queue:billing", 2);
    await page.getByRole("row").filter({ hasText: id }).getByRole("link").click();
    await expect(page).toHaveURL(/\/messages\/\d+/);
    return page.url();
  };
  const replayed = await open(kept);
  const gone = await open(removed);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("failed once: a connection failed");
  await expectAccessible(page);
  await jobs.remove(removed);
  await expect(page.getByText("It is gone at its source")).toBeVisible({ timeout: 30_000 });
  await page.screenshot({ path: "test-results/jobs-gone.png", fullPage: true });
  await openMessages(page, "queue:billing", 2);
  await page.getByRole("checkbox", { name: "Select the rows shown" }).check();
  await page.getByRole("button", { name: /Plan replay/ }).click();
  await expect(page.getByText("Gone at the source")).toBeVisible();
  await page.screenshot({ path: "test-results/jobs-plan.png", fullPage: true });
  await expectAccessible(page);
  jobs.mend();
  await page.getByLabel("Reason").fill("the handler is mended");
  await page.getByRole("button", { name: /^Start/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("1 of 2 sent, 1 skipped");
  await expect.poll(() => jobs.done).toEqual([kept]);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(replayed);
  await expect(page.getByText("It is done at its source.")).toBeVisible({ timeout: 30_000 });
  await page.screenshot({ path: "test-results/jobs-done-phone.png", fullPage: true });
  await expectAccessible(page);
  await page.goto(gone);
  await expect(page.getByText("It is gone at its source")).toBeVisible();
  expect(errors).toEqual([]);
});
