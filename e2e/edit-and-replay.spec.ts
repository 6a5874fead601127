import { confirm } from "./support/pages.ts";
import { failedOrder } from "./support/shop.ts";
import { expect, test } from "./support/stack.ts";

const unreadable = {
  type: "com.fasterxml.jackson.databind.JsonMappingException",
  text: "Cannot deserialize value of type Money",
  at: "com.shop.orders.OrderReader.read(OrderReader.java:12)",
};

test("a poison message is edited, replayed, and the new bytes arrive at the queue that it failed in", async ({ page, stack }) => {
  await stack.shop.fail("orders", [failedOrder("ord-7", unreadable)]);
  await page.goto("/messages?filter=key:ord-7");
  await page.getByRole("link", { name: /JsonMappingException/ }).click();
  await page.getByRole("button", { name: /^Edit/ }).click();
  const editor = page.getByRole("textbox", { name: "Body" });
  await expect(editor).toContainText("9007199254740993");
  await editor.click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText('{"eventId":"evt-ord-7","total":{"amount":129.90},"serial":9007199254740993}');
  await page.getByRole("button", { name: "Save and plan replay" }).click();
  await confirm(page, "Money is an object since v3", "Save and plan replay");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("1 message can be replayed to orders.");
  await expect(page.getByText(/^Each is watched for \d+ (s|min|h) after it was sent/)).toBeVisible();
  await page.getByLabel("Reason").fill("The body is repaired");
  await page.getByRole("button", { name: /Start, 1 to send/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("1 of 1 sent");
  const sent = await stack.shop.take("orders");
  expect(sent?.body.toString()).toBe('{"eventId":"evt-ord-7","total":{"amount":129.90},"serial":9007199254740993}');
  expect(sent?.routingKey).toBe("orders.event");
  expect(Object.keys(sent?.headers ?? {}).toSorted()).toEqual([
    "x-redrive-attempt",
    "x-redrive-count",
    "x-redrive-lineage",
    "x-redrive-replay",
  ]);
});
