import { expectAccessible } from "./support/pages.ts";
import { failedOrder } from "./support/shop.ts";
import { expect, test } from "./support/stack.ts";

const paths = [
  "/",
  "/groups",
  "/messages",
  "/messages/1",
  "/messages/1?tab=payload",
  "/messages/1?tab=headers",
  "/messages/1?tab=history",
  "/messages/1/edit",
  "/queues",
  "/replays",
  "/replays/new?ids=1",
  "/audit",
  "/settings",
  "/nowhere",
  "/groups/999999",
];
const timeout = {
  type: "com.shop.payments.PaymentTimeoutException",
  text: "no answer from payment-gateway",
  at: "com.shop.payments.PaymentClient.charge(PaymentClient.java:88)",
};

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test("axe finds nothing on any page", async ({ page, stack }) => {
      test.setTimeout(240_000);
      await stack.shop.fail("payments", [failedOrder(`ord-a-${colorScheme}`, timeout)]);
      for (const path of paths) {
        await test.step(path, async () => {
          await page.goto(path);
          await expect(page.getByRole("heading", { level: 1 }).first()).not.toContainText("…");
          await expectAccessible(page);
        });
      }
      await test.step("the menu of a group", async () => {
        await page.goto("/groups");
        await page
          .getByRole("button", { name: /^More for / })
          .first()
          .click();
        await expect(page.getByRole("menuitem", { name: "Acknowledge" })).toBeVisible();
        await expectAccessible(page, ["best-practice"]);
      });
    });
  });
}
