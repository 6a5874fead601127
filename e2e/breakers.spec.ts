import { expect, test } from "./support/gateway.ts";
import { look } from "./support/look.ts";
import { expectAccessible, openMessages, watchErrors } from "./support/pages.ts";
import { failedOrder } from "./support/shop.ts";

const silent = {
  type: "com.shop.payments.PaymentTimeoutException",
  text: "no answer from payment-gateway within 10000 ms",
  at: "com.shop.payments.PaymentClient.charge(PaymentClient.java:88)",
};

test("a replay waits while the breaker of its downstream is open, and goes on by itself once it has closed", async ({ page, gateway }) => {
  test.setTimeout(180_000);
  const errors = watchErrors(page);
  const { shop } = gateway;
  await shop.fail(
    "payments",
    ["ord-1", "ord-2", "ord-3"].map((order) => failedOrder(order, silent)),
  );
  await page.goto("/breakers");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("payment-gateway is open. No replay waits for it.");
  await expectAccessible(page);
  await page.goto("/groups");
  await page
    .getByRole("link", { name: /PaymentTimeoutException/ })
    .first()
    .click();
  await expect(page.getByRole("link", { name: "open", exact: true })).toBeVisible();
  await openMessages(page, "type:OrderPlaced", 3);
  await page.getByRole("checkbox", { name: "Select the rows shown" }).check();
  await page.getByRole("button", { name: /Plan replay/ }).click();
  await expect(page.getByText("held, and sent by themselves once it has healed")).toBeVisible();
  await expect(page.getByText("payment-gateway is open.", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not now: payment-gateway is open, so they wait.");
  await page.getByLabel("Reason").fill("the gateway will answer again");
  await page.getByRole("button", { name: /^Start/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("0 of 3 sent, 3 held");
  await expect(page.getByText("3 wait for payment-gateway, which is open.")).toBeVisible();
  const keys = page.getByRole("list", { name: "Held keys" });
  await expect(keys.getByRole("listitem")).toHaveCount(3);
  await expect(keys.getByRole("listitem").first()).toContainText("the breaker of payment-gateway is open");
  await look(page, "held");
  const replay = page.url();
  await page.goto("/breakers");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^payment-gateway is open and holds 3 messages of rpl-\d+\.$/);
  await expectAccessible(page);
  await page.goto("/");
  await expect(page.getByText("the breaker of payment-gateway is open").first()).toBeVisible();
  await page.goto("/breakers");
  gateway.breakerIs(null);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("unknown");
  await expect(page.getByText("It answered with status 500.").first()).toBeVisible();
  gateway.breakerIs("CLOSED");
  await page.goto(replay);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("3 of 3 sent");
  expect([await shop.take("payments"), await shop.take("payments"), await shop.take("payments")].every((one) => one !== null)).toBe(true);
  expect(await shop.take("payments")).toBeNull();
  expect(errors).toEqual([]);
});

test("a person may send what waits, with a reason, while others wait on", async ({ page, gateway }) => {
  const { shop } = gateway;
  gateway.breakerIs("OPEN");
  await shop.fail("refunds", [failedOrder("ref-0", silent)]);
  await shop.fail(
    "payments",
    ["pay-1", "pay-2"].map((order) => failedOrder(order, { ...silent, type: "com.shop.payments.GatewayGoneException" })),
  );
  await page.goto("/breakers");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("payment-gateway is open");
  await openMessages(page, "error:GatewayGoneException", 2);
  await page.getByRole("checkbox", { name: "Select the rows shown" }).check();
  await page.getByRole("button", { name: /Plan replay/ }).click();
  await page.getByLabel("Reason").fill("to see it wait");
  await page.getByRole("button", { name: /^Start/ }).click();
  await page.getByRole("button", { name: "Send anyway" }).click();
  const dialog = page.getByRole("dialog", { name: "Send although payment-gateway is open?" });
  await expect(dialog.getByRole("button", { name: "Send 2 anyway" })).toHaveAttribute("aria-disabled", "true");
  await expectAccessible(page);
  await dialog.getByLabel("Reason").fill("the bank says that it is fine");
  await dialog.getByRole("button", { name: "Send 2 anyway" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("2 of 2 sent");
  await expect(page.getByText("it does not wait for payment-gateway: the bank says that it is fine")).toBeVisible();
  expect((await Promise.all([shop.take("payments"), shop.take("payments")])).every((one) => one !== null)).toBe(true);
});
