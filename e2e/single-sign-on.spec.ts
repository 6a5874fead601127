import { createTestDatabase } from "../server/testing/database.ts";
import { startConsole } from "../server/testing/console.ts";
import { TestProvider } from "../server/testing/oidc-provider.ts";
import { freePorts } from "../server/testing/ports.ts";
import { startWorker } from "../server/testing/worker.ts";
import { test as base, type Page } from "@playwright/test";
import { expectAccessible, watchErrors } from "./support/pages.ts";
import { expect } from "./support/stack.ts";

interface Shop {
  readonly url: string;
  readonly provider: TestProvider;
}

/** A console with the accounts of a provider and its own. */
const test = base.extend<object, { shop: Shop }>({
  shop: [
    async ({}, use) => {
      const [database, [port = 0, providerPort = 0]] = await Promise.all([createTestDatabase(), freePorts(2)]);
      const url = `http://127.0.0.1:${port}`;
      const people = {
        ann: { name: "Ann Shop", email: "ann@shop.example", email_verified: true, groups: ["sre"] },
        eve: { name: "Eve Shop", email: "eve@shop.example", email_verified: true, groups: [] },
      };
      const provider = await new TestProvider({ people, consoleUrl: url, port: providerPort }).start();
      const { issuer, clientId, clientSecret } = provider.config();
      const yaml = `environment: production
http: { port: ${port} }
outbound: { allow: [127.0.0.1] }
signIn:
  oidc: { name: shop sign-on, issuer: "${issuer}", clientId: ${clientId}, clientSecret: ${clientSecret}, scopes: [openid, email, profile, groups] }
access:
  grants:
    - { role: admin, groups: [sre] }
`;
      const worker = await startWorker({ yaml, databaseUrl: database.url });
      const web = await startConsole({ yaml, databaseUrl: database.url, port });
      await use({ url, provider });
      await web.stop();
      await worker.kill("SIGTERM");
      await provider.stop();
      await database.drop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ shop }, use) => use(shop.url),
});
test.describe.configure({ mode: "serial" });

const link = "/messages?filter=queue%3Aorders.dlq+age%3A%3E1h";

async function continueAs(page: Page, login: string): Promise<void> {
  await page.getByRole("link", { name: "Continue with shop sign-on" }).click();
  await page.getByLabel("Login").fill(login);
  await page.getByRole("button", { name: "Sign in" }).click();
}

for (const [size, viewport] of [
  ["a desk", { width: 1440, height: 900 }],
  ["a phone", { width: 390, height: 844 }],
] as const)
  test(`who arrives at a deep link signed out goes on with single sign-on and lands there with the filter, on ${size}`, async ({
    page,
  }) => {
    await page.setViewportSize(viewport);
    const errors = watchErrors(page);
    await page.goto(link);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in to go on to Messages.");
    await expect(page.getByText("or with an account of Redrive")).toBeVisible();
    await expectAccessible(page);
    await continueAs(page, "ann");
    await expect(page).toHaveURL(link);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("match");
    expect(errors).toEqual([]);
  });

test("who signs out goes on to sign out there, and comes back", async ({ page, shop }) => {
  await page.goto("/sign-in");
  await continueAs(page, "ann");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(new RegExp(`^${shop.provider.issuer}/session/end`));
  await page.getByRole("button", { name: "Yes, sign me out" }).click();
  await expect(page).toHaveURL("/sign-in");
});

test("who may do nothing is told so, and who can give a role", async ({ page }) => {
  await page.goto(link);
  await continueAs(page, "eve");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You are signed in as Eve Shop, and may do nothing here yet.");
  await expect(page.getByText("sre may give you a role.")).toBeVisible();
  await expectAccessible(page);
});

test("what goes wrong is said in our words, and nothing else that an address holds", async ({ page }) => {
  await page.goto("/sign-in?to=/queues");
  await page.getByRole("link", { name: "Continue with shop sign-on" }).click();
  await page.getByLabel("Login").fill("nobody");
  await page.getByRole("button", { name: "Sign in" }).click();
  const alert = page.getByRole("alert").filter({ hasText: "shop sign-on" });
  await expect(alert).toContainText("shop sign-on did not let you in.");
  await expect(page.getByText("<b>nobody</b>")).toHaveCount(0);
  await expectAccessible(page);
  const back = await page.context().newPage();
  await back.goto("/sign-in?problem=away");
  await expect(back.getByRole("link", { name: "Continue with shop sign-on" })).toBeVisible();
  await expect(back.getByRole("alert").filter({ hasText: "shop sign-on" })).toHaveCount(0);
  await page.goto("/sign-in?problem=%3Cb%3Eanything%3C%2Fb%3E");
  await expect(page.getByRole("alert").filter({ hasText: "anything" })).toHaveCount(0);
});
