import type { Locator } from "@playwright/test";
import { ana, expect, test, vera } from "./support/on-call.ts";
import { confirm, expectAccessible, watchErrors } from "./support/pages.ts";
import { failedOrder } from "./support/shop.ts";
import { signIn } from "./support/team.ts";

test.describe.configure({ mode: "serial" });

const error = (type: string) => ({
  type: `com.shop.payments.${type}`,
  text: "no answer from payment-gateway",
  at: "com.shop.payments.PaymentClient.charge(PaymentClient.java:88)",
});
const orders = (type: string) => ["ord-1", "ord-2", "ord-3"].map((order) => failedOrder(`${type}-${order}`, error(type)));
const phone = { width: 390, height: 844 };

test("from the link of a notice, signed out, to a running replay in at most four taps", async ({ page, onCall }) => {
  const errors = watchErrors(page);
  await page.setViewportSize(phone);
  await onCall.shop.fail("payments", orders("PaymentTimeoutException"));
  const link = await onCall.linkOf("PaymentTimeoutException");
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in to go on to Alerts.");
  await signIn(page, ana);
  await expect(page).toHaveURL(link);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("PaymentTimeoutException");
  await expectAccessible(page);
  let taps = 0;
  const tap = async (what: Locator) => {
    taps++;
    await what.click();
  };
  await tap(page.getByRole("button", { name: "Acknowledge" }).last());
  await expect(page.getByText("ana has it.")).toBeVisible();
  await tap(page.getByRole("link", { name: "Plan replay" }).last());
  await tap(page.getByRole("button", { name: "Write a reason first." }).last());
  await page.keyboard.type("the gateway answers again");
  await tap(page.getByRole("button", { name: /^Start/ }).last());
  await expect(page).toHaveURL(/\/replays\/\d+$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/sent|of 3/);
  expect(taps).toBeLessThanOrEqual(4);
  // The consumer works again; what it leaves would be rejected in place of what fails next.
  for (const _ of [1, 2, 3]) await expect.poll(() => onCall.shop.take("payments")).not.toBeNull();
  expect(errors).toEqual([]);
});

test("an alert about poison leads to an edit or a discard, and says what changed; no replay is offered first", async ({ page, onCall }) => {
  await page.goto("/sign-in?to=/");
  await signIn(page, ana);
  await page.evaluate(() =>
    fetch("/api/trpc/annotations.make", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text: "deploy orders-api 3" }),
    }),
  );
  const poison = {
    ...error("unused"),
    type: "com.fasterxml.jackson.databind.exc.MismatchedInputException",
    text: "Cannot deserialize value of type `int`",
  };
  await onCall.shop.fail("payments", [failedOrder("poison-1", poison)]);
  await page.goto(await onCall.linkOf("MismatchedInputException"));
  await expect(page.getByText("Poison: the same bytes will fail again. Edit or discard them.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Plan replay" })).toHaveCount(0);
  const changed = page
    .getByRole("region", { name: "What changed" })
    .or(page.locator("section").filter({ hasText: "What changed" }))
    .first();
  await expect(changed).toContainText("deploy orders-api 3");
  await expect(changed).toContainText(/MismatchedInputException .* was seen in payments\.dlq for the first time/);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Edit or discard" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("1 message matches");
});

test("a channel is paused with a reason, says so everywhere, and is resumed", async ({ page }) => {
  await page.goto("/sign-in?to=/alerts/channels");
  await signIn(page, ana);
  await page.getByRole("button", { name: "Pause oncall" }).click();
  await confirm(page, "the pager is moved", "Pause channel");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The only channel is paused, so nobody is told of alerts.");
  await expect(page.getByRole("row").filter({ hasText: "oncall" }).first()).toContainText("“the pager is moved”");
  await expectAccessible(page);
  await page.goto("/alerts");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("No alert reaches people: the only channel is paused.");
  await page.goto("/alerts/channels");
  await page.getByRole("button", { name: "Resume oncall" }).click();
  await expect(page.getByRole("button", { name: "Pause oncall" })).toBeVisible();
  await page.goto("/audit");
  await expect(page.getByRole("row").filter({ hasText: "the pager is moved" })).toContainText("channel oncall");
});

test("the same link without permission says who may", async ({ page, onCall }) => {
  await page.setViewportSize(phone);
  await onCall.shop.fail("payments", orders("CardLostException"));
  const link = await onCall.linkOf("CardLostException");
  await page.goto(link);
  await signIn(page, vera);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^There is no alert \d+ that you may see\.$/);
  await expect(page.getByText(/ana may give it\./)).toBeVisible();
  await expectAccessible(page);
  await page.goto("/alerts");
  await expect(page.getByText("CardLostException")).toHaveCount(0);
});

test("alerts come without a reload; acts show at once on every page, and can be taken back", async ({ page, onCall }) => {
  await page.goto("/sign-in?to=/alerts");
  await signIn(page, ana);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("alert");
  await onCall.shop.fail("refunds", orders("RefundRefusedException"));
  const row = page.getByRole("row").filter({ hasText: "RefundRefusedException" });
  await expect(row).toContainText("Firing", { timeout: 30_000 });
  await expect(page.getByRole("link", { name: /^Alerts \d+ firing/ })).toBeVisible();
  await row.getByRole("button", { name: /^Snooze, mute, silence/ }).click();
  await page.getByRole("menuitem", { name: "Snooze for 1 h" }).click();
  await expect(row).toContainText("Snoozed");
  await row.getByRole("button", { name: "Acknowledge" }).click();
  await expect(row).toContainText("ana");
  await row.getByRole("button", { name: "Take back" }).click();
  await expect(row).toContainText("Snoozed");
  await row.getByRole("button", { name: /^Snooze, mute, silence/ }).click();
  await page.getByRole("menuitem", { name: /^Silence/ }).click();
  const dialog = page.getByRole("dialog", { name: "Silence" });
  await expect(dialog.getByRole("button", { name: /^Silence until/ })).toHaveAttribute("aria-disabled", "true");
  await expectAccessible(page);
  await dialog.getByLabel("Reason").fill("they are being mended");
  await dialog.getByRole("button", { name: /^Silence until/ }).click();
  await expect(row).toContainText("Silenced");
  await expect(page.getByText("“they are being mended”")).toBeVisible();
  await page.getByRole("button", { name: /^End the silence/ }).click();
  await expect(page.getByText("None that you can see holds.")).toBeVisible();
  await row.getByRole("link").click();
  await expect(page.getByText("ana acknowledged it.", { exact: false })).toBeVisible();
  await page.getByRole("link", { name: "Its group" }).click();
  await expect(page.getByRole("list", { name: "Alerts about it" })).toContainText("RefundRefusedException");
});

test("a rule of one's own: what it would have done, saved with a reason, changed and removed", async ({ page }) => {
  await page.goto("/sign-in?to=/alerts/rules/new");
  await signIn(page, ana);
  await page.getByRole("radio", { name: /^Many dead letters/ }).check();
  await page.getByLabel("Name", { exact: true }).fill("two-are-many");
  await page.getByLabel("Count", { exact: true }).fill("many");
  await expect(page.getByText(/count/i).first()).toBeVisible();
  await page.getByLabel("Count", { exact: true }).fill("2");
  await expect(page.getByRole("heading", { name: "Would have fired" })).toBeVisible();
  await page.getByRole("button", { name: /^Try count 1: it would have fired/ }).click();
  await expect(page.getByLabel("Count", { exact: true })).toHaveValue("1");
  await page.getByLabel("Count", { exact: true }).fill("2");
  await expect(page.getByRole("button", { name: /^Try count 1:/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save rule" }).first().click();
  await confirm(page, "two are too many for refunds", "Save rule");
  await expect(page).toHaveURL(/\/alerts\/rules\/\d+$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("at least 2 dead letters");
  await page.getByLabel("Count", { exact: true }).fill("3");
  await page.getByRole("button", { name: "Save rule" }).first().click();
  await confirm(page, "three, then", "Save rule");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("at least 3 dead letters");
  await page.getByRole("button", { name: "Remove" }).first().click();
  await confirm(page, "not needed", "Remove the rule");
  await expect(page).toHaveURL("/alerts");
  await expect(page.getByRole("row").filter({ hasText: "two-are-many" })).toHaveCount(0);
});

test("a note made by the API stands beside the chart", async ({ page }) => {
  await page.goto("/sign-in?to=/");
  await signIn(page, ana);
  const made = await page.evaluate(async () => {
    const answer = await fetch("/api/trpc/annotations.make", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text: "deploy 42" }),
    });
    return answer.status;
  });
  expect(made).toBe(200);
  await expect(page.getByRole("list", { name: "Noted on the same time axis" })).toContainText("deploy 42");
});
