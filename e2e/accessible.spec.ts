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
  "/alerts",
  "/alerts?show=over",
  "/alerts/1",
  "/alerts/channels",
  "/alerts/owners",
  "/alerts/pretend",
  "/alerts/rules/new",
  "/alerts/rules/1",
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

// The pages of a message say something only when there is one.
test.beforeAll(async ({ stack }) => {
  await stack.shop.fail("payments", [failedOrder("ord-accessible", timeout)]);
  const ask = () => fetch(`${stack.url}/api/trpc/messages.get?input=${encodeURIComponent('{"id":1}')}`);
  await expect.poll(async () => (await ask()).status, { timeout: 60_000 }).toBe(200);
  const askAlert = () => fetch(`${stack.url}/api/trpc/alerts.get?input=${encodeURIComponent('{"id":1}')}`);
  await expect.poll(async () => (await askAlert()).status, { timeout: 60_000 }).toBe(200);
});

const looks = [
  { colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const;

for (const look of looks) {
  test.describe(`${look.colorScheme}, ${look.viewport.width} wide`, () => {
    test.use(look);
    for (const path of paths)
      test(`axe finds nothing on ${path}`, async ({ page }) => {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 }).first()).not.toContainText("…");
        await expectAccessible(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.viewport.width);
      });
  });
  test.describe(`${look.colorScheme}, a menu`, () => {
    test.use({ colorScheme: look.colorScheme, viewport: { width: 1440, height: 900 } });
    test("axe finds nothing on the menu of a group", async ({ page }) => {
      await page.goto("/groups");
      await page
        .getByRole("button", { name: /^More for / })
        .first()
        .click();
      await expect(page.getByRole("menuitem", { name: "Acknowledge" })).toBeVisible();
      await expectAccessible(page, ["best-practice"]);
    });
  });
}
