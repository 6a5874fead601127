import { expect, test } from "./support/owner.ts";
import { expectAccessible, openMessages, watchErrors } from "./support/pages.ts";
import { failedOrder } from "./support/shop.ts";

test("the entity of a notification is looked up when somebody asks, and which is newer is unknown where the event has no time", async ({
  page,
  owner,
}) => {
  const errors = watchErrors(page);
  const failure = { type: "com.shop.OrderException", text: "no such article", at: "com.shop.Orders.place(Orders.java:7)" };
  await owner.shop.fail("orders", [failedOrder("ord-1", failure)]);
  await openMessages(page, "type:OrderPlaced", 1);
  await page.getByRole("row").getByRole("link").first().click();
  await expect(page.getByText("notification", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: /^Payload/ }).click();
  await expect(page.getByRole("heading", { name: "The entity now" })).toBeVisible();
  expect(owner.asked).toEqual([]);
  owner.answers((response) => {
    const later = new Date(Date.now() + 3_600_000).toUTCString();
    response
      .writeHead(200, { "content-type": "application/json", "last-modified": later })
      .end('{"status":"cancelled <b>by a person</b>"}');
  });
  await page.getByRole("button", { name: "Look it up" }).click();
  await expect(page.getByText(/Which of the two is newer is not known/)).toBeVisible();
  await expect(page.getByText("cancelled <b>by a person</b>")).toBeVisible();
  expect(owner.asked).toEqual(["/orders/ord-1"]);
  await expectAccessible(page);
  owner.answers((response) => void response.writeHead(302, { location: "http://169.254.169.254/" }).end());
  await page.getByRole("button", { name: "Look again" }).click();
  await expect(page.getByText("It is not known. Its owner answers with status 302.")).toBeVisible();
  owner.answers((response) => void response.writeHead(404).end());
  await page.getByRole("button", { name: "Look again" }).click();
  await expect(page.getByText("Its owner does not have it")).toBeVisible();
  expect(errors).toEqual([]);
});
