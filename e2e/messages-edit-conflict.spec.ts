import { confirm } from "./support/pages.ts";
import { failedOrder } from "./support/shop.ts";
import { expect, test } from "./support/stack.ts";

const unreadable = {
  type: "com.fasterxml.jackson.databind.JsonMappingException",
  text: "Cannot deserialize value of type Money",
  at: "com.shop.orders.OrderReader.read(OrderReader.java:12)",
};

test("headers keep their types, mistakes are said while one types, and a change by others is never overwritten", async ({
  page,
  context,
  stack,
}) => {
  await stack.shop.fail("orders", [failedOrder("ord-c1", unreadable)]);
  await page.goto("/messages?filter=key:ord-c1");
  await page.getByRole("link", { name: /JsonMappingException/ }).click();
  await page.getByRole("button", { name: /^Edit/ }).click();
  const editor = page.getByRole("textbox", { name: "Body" });
  const save = page.getByRole("button", { name: /^Save edit/ });
  await expect(save).toHaveAttribute("aria-disabled", "true");
  await editor.getByText("129.9").click();
  await page.keyboard.press("End");
  await page.keyboard.type(",");
  await page.keyboard.insertText(",");
  await expect(page.getByText(/^Not JSON/)).toBeVisible();
  await expect(save).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(page.getByText("JSON is well formed")).toBeVisible();

  await page.getByRole("button", { name: /^Headers/ }).click();
  await page.getByRole("button", { name: "Add a header" }).click();
  const headers = page.getByRole("region", { name: "Edit" });
  await headers
    .getByLabel(/^Name of header/)
    .last()
    .fill("retries");
  await headers.getByLabel("Type of retries").selectOption("int32");
  await headers.getByLabel("Value of retries").fill("many");
  await expect(page.getByText(/Header "retries" is an int32; -2147483648 to 2147483647 are allowed/)).toBeVisible();
  await headers.getByLabel("Value of retries").fill("3");
  await expect(page.getByRole("row", { name: /retries 3 \+ added/ })).toBeVisible();

  const other = await context.newPage();
  await other.goto(page.url().replace(/\/edit$/, ""));
  await other.getByRole("button", { name: "Discard" }).click();
  await confirm(other, "not worth it", "Discard");
  await expect(page.getByText("It has changed since you opened it.")).toBeVisible();
  await save.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("a repaired header");
  await dialog.getByRole("button", { name: "Save edit" }).click();
  await expect(dialog.getByRole("alert")).toContainText("only one that is dead can be edited");
});
