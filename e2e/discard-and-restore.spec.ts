import { confirm } from "./support/pages.ts";
import { failedOrder } from "./support/shop.ts";
import { expect, test } from "./support/stack.ts";

const bug = { type: "java.lang.NullPointerException", text: "address is null", at: "com.shop.shipping.Handler.handle(Handler.java:33)" };

test("a discarded message leaves the list, comes back when it is restored, and both are in the audit log", async ({ page, stack }) => {
  await stack.shop.fail("shipping", [failedOrder("ord-d1", bug)]);
  await page.goto("/messages?filter=key:ord-d1");
  await page.getByRole("link", { name: /NullPointerException/ }).click();
  await page.getByRole("button", { name: "Discard" }).click();
  await confirm(page, "a test order", "Discard");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("is discarded");
  await page.goto("/messages?filter=key:ord-d1");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Nothing matches.");
  await page.goto("/messages?filter=key:ord-d1 state:discarded");
  await page.getByRole("link", { name: /NullPointerException/ }).click();
  await page.getByRole("button", { name: "Restore" }).click();
  await confirm(page, "it was a real one", "Restore");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("failed");
  await page.goto("/audit");
  await expect(page.getByRole("table").getByText("it was a real one")).toBeVisible();
});
