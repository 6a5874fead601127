import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Browser, test as base, type Page } from "@playwright/test";
import { startConsole } from "../../server/testing/console.ts";
import { createTestDatabase } from "../../server/testing/database.ts";
import { freePorts } from "../../server/testing/ports.ts";
import { startWorker } from "../../server/testing/worker.ts";
import { expect } from "./stack.ts";

export interface Team {
  readonly url: string;
  /** What `npm run setup-link` prints. */
  setupLink(): Promise<string>;
}

export const boss = { name: "Ann Boss", email: "ann@shop.example", password: "three old boats on a lake" };

/** A console that people sign in to, with nobody in it yet and no broker: it is about people. `signIn` and more of redrive.yaml come in by `teamYaml`. */
export const test = base.extend<object, { teamYaml: string; team: Team }>({
  teamYaml: ["signIn: { accounts: true }", { option: true, scope: "worker" }],
  team: [
    async ({ teamYaml }, use) => {
      const [database, [port = 0]] = await Promise.all([createTestDatabase(), freePorts(1)]);
      const yaml = `environment: production\nhttp: { port: ${port} }\n${teamYaml}\n`;
      const worker = await startWorker({ yaml, databaseUrl: database.url });
      const web = await startConsole({ yaml, databaseUrl: database.url, port });
      const setupLink = async () => {
        const env = { ...process.env, REDRIVE_CONFIG: web.file, DATABASE_URL: database.url };
        const { stdout } = await promisify(execFile)(process.execPath, ["server/people/setup-link-command.ts"], { env });
        return /http\S+/.exec(stdout)?.[0] ?? "";
      };
      await use({ url: web.url, setupLink });
      await web.stop();
      await worker.kill("SIGTERM");
      await database.drop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ team }, use) => use(team.url),
});

/** Fills the sign-in form that is open, and waits until it is left. */
export async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.getByLabel("E-mail", { exact: true }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/\/sign-in/);
}

/** Another browser, with no cookies of the first. */
export async function otherBrowser(browser: Browser, team: Team): Promise<Page> {
  return (await browser.newContext({ baseURL: team.url })).newPage();
}
