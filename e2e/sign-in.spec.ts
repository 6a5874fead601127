import { expectAccessible, watchErrors } from "./support/pages.ts";
import { expect } from "./support/stack.ts";
import { boss, otherBrowser, signIn, test } from "./support/team.ts";

test.describe.configure({ mode: "serial" });

test("the first account is made by the printed link, which works once", async ({ page, team }) => {
  const errors = watchErrors(page);
  await page.goto("/messages?filter=queue%3Aorders.dlq");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Redrive runs, and nobody can sign in yet.");
  await expectAccessible(page);
  const [old, link] = [await team.setupLink(), await team.setupLink()];
  await page.goto(old);
  await expect(page.getByRole("alert").getByRole("heading")).toHaveText("This link does not work.");
  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Make the first account. It may do everything.");
  await page.getByLabel("Name", { exact: true }).fill(boss.name);
  await page.getByLabel("E-mail", { exact: true }).fill(boss.email);
  await page.getByLabel("Password", { exact: true }).fill("Password2026!");
  await expectAccessible(page);
  const make = page.getByRole("button", { name: "Make the account and sign in" });
  await make.click();
  await expect(page.getByRole("alert").filter({ hasText: "password" })).toHaveText(/on the list of known ones/);
  await page.getByLabel("Password", { exact: true }).fill(boss.password);
  await make.click();
  await expect(page.getByRole("navigation", { name: "Main" }).getByText(boss.name)).toBeVisible();
  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.getByRole("alert").getByRole("heading")).toHaveText("This link does not work.");
  expect(errors).toEqual([]);
});

test("who arrives at a deep link signed out lands there with its filter", async ({ page }) => {
  const link = "/messages?filter=queue%3Aorders.dlq+age%3A%3E1h";
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in to go on to Messages.");
  await expectAccessible(page);
  await page.getByLabel("E-mail", { exact: true }).fill(boss.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "No account" })).toHaveText("No account has this e-mail address and password.");
  await signIn(page, boss);
  await expect(page).toHaveURL(link);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("match");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/sign-in");
  await page.goto("/sign-in?to=%2F%2Fevil.example");
  await signIn(page, boss);
  await expect(page).toHaveURL("/");
});

test("an invitation, a role, and a session that is revoked while it is open elsewhere", async ({ page, browser, team }) => {
  await page.goto("/sign-in?to=/people");
  await signIn(page, boss);
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Bob");
  await page.getByLabel("E-mail", { exact: true }).fill("bob@shop.example");
  await page.getByRole("button", { name: "Make the account" }).click();
  const link = (await page.getByLabel("link", { exact: true }).textContent()) ?? "";
  await page.getByRole("button", { name: "I have it" }).click();
  await page.getByRole("button", { name: "More for Bob" }).click();
  await page.getByRole("menuitem", { name: "Give a role" }).click();
  await page.getByRole("combobox", { name: /^Role/ }).selectOption("viewer");
  await page.getByLabel("Reason", { exact: true }).fill("joins the team");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Give the role" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Bob" })).toContainText("viewer");

  const bob = await otherBrowser(browser, team);
  await bob.goto(link);
  await bob.getByLabel("New password", { exact: true }).fill("a small green bicycle");
  await bob.getByRole("button", { name: "Set the password and sign in" }).click();
  await expect(bob.getByRole("navigation", { name: "Main" }).getByText("Bob")).toBeVisible();
  await bob.goto("/people");
  await expect(bob.getByRole("heading", { level: 1 })).toHaveText("You are signed in as Bob.");
  await bob.goto("/queues");
  await expect(bob.getByText("Live", { exact: true })).toBeVisible();

  const sessions = page.getByRole("button", { name: "Sessions of Bob" });
  await expect(sessions).toHaveText(/^1/);
  await sessions.click();
  await page.getByLabel("Reason", { exact: true }).fill("a lost phone");
  await page.getByRole("button", { name: "End", exact: true }).click();
  await expect(bob).toHaveURL("/sign-in?to=%2Fqueues", { timeout: 5_000 });
  await expect(page.getByText("Bob is not signed in anywhere.")).toBeVisible();
  await bob.context().close();
});

test("a token is shown once, works in its header, and ends when it is revoked", async ({ page, team }) => {
  await page.goto("/sign-in?to=/people");
  await signIn(page, boss);
  await page.getByRole("button", { name: "New token" }).click();
  await page.getByLabel("Name", { exact: true }).fill("pipeline");
  await page.getByRole("combobox", { name: /^Role/ }).selectOption("viewer");
  await page.getByRole("button", { name: "Make the token" }).click();
  const token = (await page.getByLabel("token", { exact: true }).textContent()) ?? "";
  await page.getByRole("button", { name: "I have it" }).click();
  await expect(page.getByRole("row").filter({ hasText: "pipeline" })).toBeVisible();
  expect(await page.content()).not.toContain(token);
  const ask = async () => (await fetch(`${team.url}/api/trpc/queues.list`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await ask()).toBe(200);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Revoke pipeline" }).click();
  await page.getByLabel("Reason", { exact: true }).fill("not needed");
  await page.getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(page.getByText("No token works at this moment.")).toBeVisible();
  expect(await ask()).toBe(401);
  await page.goto("/audit");
  await expect(page.getByRole("row").filter({ hasText: "Signed in" }).first()).toContainText(boss.email);
  await expect(page.getByRole("row").filter({ hasText: "Tried: signed in" }).first()).toContainText("nobody");
});
