import { failedOrder } from "./support/shop.ts";
import { expect, test } from "./support/stack.ts";

const timeout = {
  type: "com.shop.shipping.CarrierTimeoutException",
  text: "no answer from carrier-api within 3000 ms",
  at: "com.shop.shipping.CarrierClient.book(CarrierClient.java:12)",
};

test("everything that a filter matches is replayed, and a message that dies again is linked to its replay", async ({ page, stack }) => {
  const orders = Array.from({ length: 60 }, (_, index) => failedOrder(`ord-b${index}`, timeout));
  await stack.shop.fail("shipping", orders);
  await page.goto("/messages?filter=queue:shipping.dlq");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("60 match");
  // What came while the list was open is not of those it chooses from.
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("60 match");
  await page.getByRole("checkbox", { name: "Select the rows shown" }).check();
  await page.getByRole("button", { name: /Select all 60 that match/ }).click();
  await page.getByRole("button", { name: /Plan replay/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("60 messages can be replayed to shipping.");
  await page.getByLabel("Reason").fill("The carrier is back");
  await page.getByRole("button", { name: /Start, 60 to send/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("60 of 60 sent");
  const arrived: { body: Buffer; headers: Record<string, unknown> }[] = [];
  for (let sent = await stack.shop.take("shipping"); sent; sent = await stack.shop.take("shipping")) arrived.push(sent);
  expect(arrived.map(({ body }) => body.toString()).toSorted()).toEqual(orders.map(({ body }) => body).toSorted());
  const [again] = arrived;
  await stack.shop.fail("shipping", [{ body: again?.body ?? "", options: { headers: again?.headers } }]);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("1 came back");
  await page.getByRole("link", { name: "Open message" }).click();
  await expect(page.getByText(/It came back after a replay/)).toBeVisible();
});
