import type { Page } from "@playwright/test";
import { watchErrors } from "./support/pages.ts";
import { failedOrder } from "./support/shop.ts";
import { expect, test } from "./support/stack.ts";

const bug = { type: "java.lang.NullPointerException", text: "address is null", at: "com.shop.shipping.Handler.handle(Handler.java:33)" };
const timeout = {
  type: "com.shop.payments.PaymentTimeoutException",
  text: "no answer from payment-gateway",
  at: "com.shop.payments.PaymentClient.charge(PaymentClient.java:88)",
};

test("the list is filtered and walked by the keyboard alone, and its URL says it all", async ({ page, stack }) => {
  const errors = watchErrors(page);
  await stack.shop.fail("payments", [failedOrder("ord-k1", timeout), failedOrder("ord-k2", timeout)]);
  await stack.shop.fail("shipping", [failedOrder("ord-k3", bug)]);
  const heading = page.getByRole("heading", { level: 1 });
  const filter = page.getByRole("combobox", { name: "Filter messages" });
  await page.goto("/messages?filter=key:ord-k*");
  await expect(heading).toHaveText(/^3 match\./);

  await page.keyboard.press("/");
  await page.keyboard.type("colour:red");
  await expect(page.getByText("There is no “colour:”.")).toBeVisible();
  await filter.fill("verdict:po");
  await expect(page.getByRole("option", { name: "poison" })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(heading).toHaveText(/^1 message matches\./);
  expect(new URL(page.url()).searchParams.get("filter")).toBe("key:ord-k* verdict:poison");
  await filter.fill("");
  await page.keyboard.press("Backspace");
  await expect(heading).toHaveText(/^3 match\./);
  await filter.fill("nullp");
  await page.getByRole("option", { name: /error:.*NullPointerException/ }).click();
  await expect(heading).toHaveText(/^1 message matches\./);
  await page.getByRole("button", { name: /^Remove error:/ }).click();
  await expect(heading).toHaveText(/^3 match\./);

  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByText("1 selected")).toBeVisible();
  expect(await checkedStates(page)).toContain("mixed");
  await page.keyboard.press("Escape");
  await expect(page.getByText("1 selected")).toBeHidden();

  await page.getByRole("button", { name: /^Transient/ }).click();
  await expect(heading).toHaveText(/^2 match\./);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(heading).toContainText("OrderPlaced ord-k");
  const first = page.url();
  await page.keyboard.press("j");
  await expect(page).not.toHaveURL(first);
  await page.goBack();
  await page.goBack();
  await expect(heading).toHaveText(/^2 match\./);
  expect(errors).toEqual([]);
});

test("the slash goes to the search of a page wherever the keyboard has it", async ({ page }) => {
  for (const [path, search] of [
    ["/groups", "Filter groups"],
    ["/audit", "Filter by what, why or from where"],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    // Again until the page listens: what the server rendered is there before.
    await expect(async () => {
      // As a German keyboard writes it: Chromium's own keyboard in tests is American.
      await page.evaluate(() =>
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", code: "Digit7", shiftKey: true, bubbles: true })),
      );
      await expect(page.getByLabel(search)).toBeFocused({ timeout: 500 });
    }).toPass();
  }
});

/** What Chromium tells a screen reader of each checkbox: "true", "false" or "mixed". */
async function checkedStates(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  return nodes
    .filter(({ role }) => role?.value === "checkbox")
    .map(({ properties }) => String(properties?.find(({ name }) => name === "checked")?.value.value));
}
