import { expect, test } from "./support/application.ts";
import { expectAccessible, openMessages, watchErrors } from "./support/pages.ts";
import { failedOrder } from "./support/shop.ts";

const silent = {
  type: "com.shop.payments.LedgerLockedException",
  text: "the ledger is locked",
  at: "com.shop.payments.Ledger.book(Ledger.java:88)",
};

test("what its application processed meanwhile is skipped, and what was sent is seen to be processed", async ({
  page,
  application,
}, testInfo) => {
  const errors = watchErrors(page);
  const { shop } = application;
  await shop.fail(
    "payments",
    ["ord-1", "ord-2", "ord-3"].map((order) => failedOrder(order, silent)),
  );
  await shop.fail("refunds", [failedOrder("ref-1", { ...silent, type: "com.shop.refunds.RefundException" })]);
  await application.processed("ord-2");
  await openMessages(page, "key:ord-2", 1);
  await page.getByRole("row").getByRole("link").first().click();
  await page.getByRole("link", { name: "Idempotency" }).click();
  const tab = page.getByRole("region", { name: "Was it processed?" });
  await expect(tab.getByText("It was processed already.")).toBeVisible();
  await expect(tab.getByText("payments.processed_events").first()).toBeVisible();
  await expectAccessible(page);
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const [name, width] of [
      ["desk", 1_280],
      ["phone", 390],
    ] as const) {
      await page.setViewportSize({ width, height: 844 });
      await expect(tab).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      await page.screenshot({ path: testInfo.outputPath(`idempotency-${name}-${scheme}.png`), fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1_280, height: 844 });

  await openMessages(page, "error:LedgerLockedException", 3);
  await page.getByRole("checkbox", { name: "Select the rows shown" }).check();
  await page.getByRole("button", { name: /Plan replay/ }).click();
  await expect(page.getByText("of 3 looked up, skipped")).toBeVisible();
  await page.getByRole("textbox", { name: "Reason" }).fill("the ledger is open again");
  await page.getByRole("button", { name: /^Start/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("2 of 3 sent, 1 skipped");
  await application.processed("ord-1");
  await application.processed("ord-3");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("2 were processed.");
  await expect(page.getByText("payment-service has processed it, at").first()).toBeVisible();
  await expect(page.getByText("Skipped: payment-service has processed its event already").first()).toBeVisible();

  await page.goto("/outbox/duplicates?event=evt-ord-1");
  await expect(page.getByText("payments processed it")).toBeVisible();
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "light" });
  for (const [name, width] of [
    ["desk", 1_280],
    ["phone", 390],
  ] as const) {
    await page.setViewportSize({ width, height: 844 });
    await page.screenshot({ path: testInfo.outputPath(`duplicates-${name}.png`), fullPage: true });
  }

  await openMessages(page, "error:RefundException", 1);
  await page.getByRole("row").getByRole("link").first().click();
  await page.getByRole("link", { name: "Idempotency" }).click();
  await expect(page.getByText("No application is asked about this queue.")).toBeVisible();
  expect(errors).toEqual([]);
});
