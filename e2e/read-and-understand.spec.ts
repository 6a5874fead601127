import { watchErrors } from "./support/pages.ts";
import { failedOrder } from "./support/shop.ts";
import { expect, test } from "./support/stack.ts";

const timeout = {
  type: "com.shop.payments.PaymentTimeoutException",
  text: "no answer from payment-gateway within 10000 ms",
  at: "com.shop.payments.PaymentClient.charge(PaymentClient.java:88)",
};

test("a dead letter shows in an open page, and its page says what happened and whose fault it is", async ({ page, stack }) => {
  const errors = watchErrors(page);
  await page.goto("/messages?filter=key:ord-read");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Nothing matches.");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await stack.shop.fail("payments", [failedOrder("ord-read", timeout)]);
  await page.getByRole("button", { name: "1 new, show" }).click();
  await page.getByRole("link", { name: /PaymentTimeoutException/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("OrderPlaced ord-read failed");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("payment-gateway did not answer in time");
  await expect(page.getByText("PaymentClient.java:88")).toBeVisible();
  await page.getByRole("link", { name: /^Payload/ }).click();
  await expect(page.getByText("9007199254740993")).toBeVisible();
  await page.getByRole("link", { name: /^Headers/ }).click();
  await expect(page.getByText("x-death", { exact: true })).toBeVisible();
  expect(errors).toEqual([]);
});
