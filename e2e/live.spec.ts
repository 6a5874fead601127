import { test as base } from "@playwright/test";
import { startConsole } from "../server/testing/console.ts";
import { createTestDatabase } from "../server/testing/database.ts";
import { freePorts } from "../server/testing/ports.ts";
import { startProxy } from "../server/testing/proxy.ts";
import { startWorker } from "../server/testing/worker.ts";
import { expect } from "./support/stack.ts";

/** A page may take so long to say that what it shows is old. */
const stale = { timeout: 12_000 };

/** A console that can be stopped and started again, and whose way to its database can be cut. */
interface Away {
  readonly url: string;
  start(): Promise<void>;
  /** Answers how many ms it took. */
  stop(): Promise<number>;
  loseDatabase(): Promise<void>;
}

const test = base.extend<{ away: Away }>({
  away: async ({}, use) => {
    const [database, [port = 0]] = await Promise.all([createTestDatabase(), freePorts(1)]);
    const yaml = `http: { port: ${port} }\n`;
    const direct = new URL(database.url);
    const proxy = await startProxy({ host: direct.hostname, port: Number(direct.port || 5432) });
    const through = new URL(database.url);
    through.host = `127.0.0.1:${proxy.port}`;
    const worker = await startWorker({ yaml, databaseUrl: database.url });
    let web: Awaited<ReturnType<typeof startConsole>> | null = null;
    let isLost = false;
    const start = async () => {
      web = await startConsole({ yaml, databaseUrl: through.href, port });
    };
    const stop = async () => {
      const began = Date.now();
      await web?.stop();
      web = null;
      return Date.now() - began;
    };
    await start();
    await use({
      url: `http://127.0.0.1:${port}`,
      start,
      stop,
      loseDatabase: async () => {
        isLost = true;
        await proxy.close();
      },
    });
    await stop();
    if (!isLost) await proxy.close();
    await worker.kill("SIGTERM");
    await database.drop();
  },
  baseURL: ({ away }, use) => use(away.url),
});

// Each starts a worker and a console or two, which are slow on a busy machine.
test.describe.configure({ timeout: 240_000 });

test("a console that stops ends its streams first, and its pages say so; a click while it is away waits in the page", async ({
  page,
  away,
}) => {
  await page.goto("/groups");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  expect(await away.stop()).toBeLessThan(8_000);
  const state = page.getByRole("button", { name: /^Stale/ });
  await expect(state).toBeVisible(stale);
  await page.getByRole("link", { name: "Replays" }).first().click();
  // Long enough for the browser's own error page to have come.
  await page.waitForTimeout(3_000);
  await expect(state).toBeVisible();
  expect(page.url()).toMatch(/^http:\/\/127/);
  await away.start();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Nothing has been replayed yet.", { timeout: 30_000 });
  await expect(page.getByText("Live", { exact: true })).toBeVisible({ timeout: 30_000 });
});

test("a page whose database is away is not live, and no sentence of before stands over what cannot be read", async ({ page, away }) => {
  const audit = await page.context().newPage();
  await audit.goto("/audit");
  await expect(audit.getByRole("heading", { level: 1 })).toBeVisible();
  const sentence = await audit.getByRole("heading", { level: 1 }).innerText();
  await page.goto("/messages");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Nothing is dead.");
  await away.loseDatabase();
  await expect(page.getByText(/^Stale/)).toBeVisible(stale);
  await audit.getByLabel("Result").selectOption("refused");
  await expect(audit).toHaveURL(/result=refused/);
  await expect(audit.getByText(sentence)).toHaveCount(0);
  await page.getByLabel("Filter messages").fill("category:timeout");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/filter=/);
  await expect(page.getByRole("heading", { level: 1 })).not.toContainText("Nothing is dead.");
});
