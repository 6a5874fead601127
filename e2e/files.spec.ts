import { readFile } from "node:fs/promises";
import type { Download, Page } from "@playwright/test";
import { confirm, openMessages, watchErrors } from "./support/pages.ts";
import { failedOrder } from "./support/shop.ts";
import { expect, test } from "./support/stack.ts";

const bug = { type: "java.lang.NullPointerException", text: "address is null", at: "com.shop.shipping.Handler.handle(Handler.java:33)" };

/** What a press saves to disk. The page that it was pressed on stays. */
async function saved(page: Page, press: () => Promise<void>): Promise<{ readonly name: string; readonly text: string }> {
  const before = page.url();
  const download: Promise<Download> = page.waitForEvent("download");
  await press();
  const file = await download;
  expect(page.url()).toBe(before);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

test("messages, bodies and the audit log leave as files, counted exactly, with the reason in the audit log", async ({ page, stack }) => {
  const errors = watchErrors(page);
  const orders = Array.from({ length: 55 }, (_, n) => failedOrder(`ord-f${n}`, bug));
  await stack.shop.fail("shipping", orders);
  // More than a page holds, and what comes while the list is open is not of those it chooses from.
  await expect(async () => {
    await page.goto("/messages?filter=key:ord-f*");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("55 match", { timeout: 3_000 });
  }).toPass();

  await test.step("everything that the filter matches", async () => {
    await page.getByRole("checkbox", { name: "Select the rows shown" }).check();
    await page.getByRole("button", { name: /Select all 55 that match/ }).click();
    await page.getByRole("button", { name: "Export" }).click();
    const dialog = page.getByRole("dialog", { name: "Export 55 messages" });
    await expect(dialog.getByText("exactly 55")).toBeVisible();
    const file = await saved(page, () => confirm(page, "for the ticket", "Export 55"));
    expect(file.name).toMatch(/^redrive-.*\.jsonl$/);
    const lines = file.text.trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { eventKey: string }).eventKey).toSorted()).toEqual(
      Array.from({ length: 55 }, (_, n) => `ord-f${n}`).toSorted(),
    );
    await page.keyboard.press("Escape");
  });

  await test.step("chosen rows", async () => {
    for (const n of [53, 54]) await page.getByRole("checkbox", { name: `Select message ord-f${n}`, exact: true }).check();
    await page.getByRole("button", { name: "Export" }).click();
    const file = await saved(page, () => confirm(page, "two of them", "Export 2"));
    expect(file.text.trim().split("\n")).toHaveLength(2);
    await page.keyboard.press("Escape");
  });

  await test.step("a body, by menu and by tab", async () => {
    await page.goto("/messages?filter=key:ord-f7");
    await page.getByRole("link", { name: /NullPointerException/ }).click();
    await page.getByRole("button", { name: "More actions" }).first().click();
    const byMenu = await saved(page, () => page.getByRole("menuitem", { name: "Download the body" }).click());
    expect(byMenu.text).toBe(orders[7]?.body);
    await page.getByRole("link", { name: /^Payload/ }).click();
    await expect(page).toHaveURL(/tab=payload/);
    const byTab = await saved(page, () => page.getByRole("link", { name: "Download" }).click());
    expect(byTab.text).toBe(orders[7]?.body);
  });

  await test.step("the audit log, which says what left and why", async () => {
    await page.goto("/audit");
    const row = page.getByRole("row").filter({ hasText: "for the ticket" });
    await expect(row).toContainText("Exported");
    await expect(row).toContainText("55 messages");
    await expect(row).toContainText("key ord-f*");
    for (const [item, ending, quoted] of [
      ["CSV, safe to open in a spreadsheet", /\.csv$/, '"for the ticket"'],
      ["JSON lines", /\.jsonl$/, '"reason":"for the ticket"'],
    ] as const) {
      await page.getByRole("button", { name: /^Export/ }).click();
      const file = await saved(page, () => page.getByRole("menuitem", { name: item }).click());
      expect(file.name).toMatch(ending);
      expect(file.text).toContain(quoted);
    }
  });
  expect(errors).toEqual([]);
});

test("a link and a text are copied", async ({ page, context, stack }) => {
  await stack.shop.fail("shipping", [failedOrder("ord-copy", bug)]);
  await openMessages(page, "key:ord-copy", 1);
  await page.getByRole("link", { name: /NullPointerException/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("ord-copy");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "More actions" }).first().click();
  await page.getByRole("menuitem", { name: "Copy link" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
});
