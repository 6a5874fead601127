import type { Page } from "@playwright/test";
import { confirm, openMessages, watchErrors } from "./support/pages.ts";
import { expect, test } from "./support/stack.ts";

/** Queues are discovered once a minute. */
const discoveryMs = 100_000;
const [marked, plain] = ["pay\u202e\tnow", "pay now"];
const shown = "pay[U+202E][U+0009]now";

/** What a page holds of the marks themselves, in texts and in what is read aloud or shown on hovering. */
function unmarked(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    const texts = [document.title];
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (!["SCRIPT", "STYLE"].includes(node.parentElement?.tagName ?? "")) texts.push(node.textContent ?? "");
    for (const element of document.querySelectorAll("[title], [aria-label]"))
      texts.push(element.getAttribute("title") ?? "", element.getAttribute("aria-label") ?? "");
    return texts.filter((text) => /[\t\u202e]/.test(text));
  });
}

async function expectMarked(page: Page): Promise<void> {
  await expect(page.getByText(shown).first()).toBeAttached();
  expect(await unmarked(page)).toEqual([]);
}

test("names that hide something are marked wherever they are shown, and each is its own queue", async ({ page, stack }) => {
  test.setTimeout(3 * discoveryMs);
  const errors = watchErrors(page);
  for (const name of [marked, plain]) {
    await stack.shop.queue(name);
    await stack.shop.fail(name, [{ body: JSON.stringify({ eventType: "Paid" }) }]);
  }
  await expect(async () => {
    await page.goto("/queues");
    await expect(page.getByRole("link", { name: `${shown}.dlq` })).toBeVisible({ timeout: 3_000 });
    await expect(page.getByRole("link", { name: `${plain}.dlq`, exact: true })).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: discoveryMs });
  await expectMarked(page);

  await expect(async () => {
    await page.goto("/queues");
    await page.getByRole("link", { name: `${shown}.dlq` }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("1 message matches", { timeout: 3_000 });
  }).toPass();
  await expectMarked(page);
  await openMessages(page, encodeURIComponent(`origin:"${marked}"`), 1);
  await expectMarked(page);
  await page.getByRole("combobox", { name: "Filter messages" }).fill("queue:pay");
  await expect(page.getByRole("option", { name: shown })).toBeVisible();
  await expectMarked(page);

  await page.keyboard.press("Escape");
  await page.getByRole("row").getByRole("link").click();
  await page.waitForURL(/\/messages\/\d+/);
  const message = new URL(page.url()).pathname;
  for (const tab of ["", "?tab=headers", "?tab=history", "/edit"]) {
    await page.goto(`${message}${tab}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle").catch(() => {});
    expect(await unmarked(page)).toEqual([]);
  }
  await page.goto(message);
  await expectMarked(page);
  await page.goto("/groups");
  await expectMarked(page);
  await page.getByRole("link", { name: shown }).first().click();
  await page.waitForURL(/\/groups\/\d+/);
  await expectMarked(page);
  // It is among the deepest queues only where no others are deeper.
  await page.goto("/");
  await expect(page.getByText("Deepest queues")).toBeVisible();
  expect(await unmarked(page)).toEqual([]);
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder(/./).last().fill("pay");
  await expect(page.getByRole("option", { name: shown }).first()).toBeVisible();
  await expectMarked(page);

  await page.goto(`/replays/new?ids=${message.split("/").at(-1)}`);
  await expectMarked(page);
  await page.getByLabel("Reason").fill("a look");
  await page.getByRole("button", { name: /Start anyway, 1 to send/ }).click();
  await page.waitForURL(/\/replays\/\d+/);
  await expect.poll(async () => (await stack.shop.take(marked))?.body.toString(), { timeout: 30_000 }).toContain("Paid");
  expect(await stack.shop.take(plain)).toBeNull();
  expect(await unmarked(page)).toEqual([]);
  await page.goto("/replays");
  expect(await unmarked(page)).toEqual([]);
  await test.step("alerts and silences", async () => {
    await expect(async () => {
      await page.goto("/alerts");
      await expect(page.getByRole("row").filter({ hasText: shown }).first()).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: discoveryMs });
    expect(await unmarked(page)).toEqual([]);
    await page.getByRole("row").filter({ hasText: shown }).first().getByRole("link").first().click();
    await page.waitForURL(/\/alerts\/\d+$/);
    await expectMarked(page);
    await page
      .getByRole("button", { name: /^Snooze/ })
      .first()
      .click();
    await page.getByRole("menuitem", { name: /^Silence/ }).click();
    await page.getByRole("dialog").getByLabel("Reason").fill("a look");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Silence until/ })
      .click();
    await expect(page.getByRole("dialog")).toBeHidden();
    await page.goto("/alerts");
    await expect(page.getByText("“a look”")).toBeVisible();
    await expectMarked(page);
  });
  await test.step("the order of a key", async () => {
    const event = (n: number) => ({
      body: JSON.stringify({ eventType: "Paid", eventId: `p-${n}`, aggregateId: "pay-1", sequenceNumber: n }),
    });
    await stack.shop.fail(marked, [event(1), event(2)]);
    await expect(async () => {
      await page.goto("/sequences?key=pay-1");
      await expect(page.getByRole("row").filter({ hasText: "pay-1" })).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 30_000 });
    await expectMarked(page);
    await openMessages(page, "key:pay-1", 2);
    await page.getByRole("row").getByRole("link").last().click();
    await page.waitForURL(/\/messages\/\d+/);
    await page.goto(`${new URL(page.url()).pathname}?tab=order`);
    await expect(page.getByRole("table", { name: "Numbers of the key" })).toBeVisible();
    await expectMarked(page);
  });
  await page.goto("/queues");
  await page.getByRole("button", { name: `Pause capture of ${shown}.dlq` }).click();
  await expectMarked(page);
  await confirm(page, "a look", /pause/i);
  await expect(page.getByRole("heading", { name: `Capture of ${shown}.dlq is paused.` })).toBeVisible();
  await expectMarked(page);
  await page.goto("/audit?period=all");
  await expectMarked(page);
  expect(errors).toEqual([]);
});
