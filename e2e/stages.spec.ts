import { look } from "./support/look.ts";
import { confirm } from "./support/pages.ts";
import { failedOrder } from "./support/shop.ts";
import { expect, test } from "./support/stack.ts";

const timeout = {
  type: "com.shop.payments.PaymentTimeoutException",
  text: "no answer from payment-gateway within 3000 ms",
  at: "com.shop.payments.PaymentClient.charge(PaymentClient.java:88)",
};

test("a canary is sent first; one of it comes back, so the replay pauses; a person skips it, and the rest goes slowly, then at once", async ({
  page,
  stack,
}) => {
  test.setTimeout(300_000);
  const { shop } = stack;
  await drain(shop, "payments");
  await shop.fail(
    "payments",
    Array.from({ length: 250 }, (_, index) => failedOrder(`ord-s${index}`, timeout)),
  );
  await expect(async () => {
    await page.goto("/replays/new?filter=key:ord-s*");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("250", { timeout: 5_000 });
  }).toPass();
  const canary = page.getByRole("group", { name: "Canary" });
  await expect(canary.getByRole("status")).toHaveText("3 messages");
  await canary.getByRole("button", { name: "Canary: less" }).click();
  await expect(canary.getByRole("status")).toHaveText("2 messages");
  await expect(page.getByText("or one of the canary")).toBeVisible();
  await look(page, "plan");
  await page.getByLabel("Reason").fill("The gateway is back");
  await page.getByRole("button", { name: /250 to send/ }).click();

  const heading = page.getByRole("heading", { level: 1 });
  await expect(heading).toContainText("2 of 250 sent");
  const chart = page.getByRole("img", { name: /sent and .* come back over/ });
  await expect(chart).toHaveAccessibleName(/; canary for \d+ s/);
  const replay = page.url();
  const sent = await shop.take("payments");
  await shop.fail("payments", [{ body: sent?.body ?? "", options: { headers: sent?.headers } }]);
  await expect(page.getByText(/Paused: 1 of 2 of the canary came back\./)).toBeVisible();
  const stages = page.getByRole("table", { name: "Stages of the replay" });
  await expect(stages.getByRole("row").nth(1)).toContainText("1 of 2 came back");
  await look(page, "paused");
  expect(await drain(shop, "payments")).toBe(1);

  await page.getByRole("button", { name: "Skip the canary" }).click();
  await confirm(page, "The order was poison", /Skip, then 248/);
  await expect(stages.getByRole("row").nth(1)).toContainText("skipped it: The order was poison");
  await expect(stages.getByRole("row").nth(2)).toContainText("doubles every 30 s");
  await expect(heading).toContainText("It sends 1 a second");
  await expect(chart).toHaveAccessibleName(/; canary for \d+ s; (observe for \d+ s; )?ramp for \d+ s/);
  await expect(chart.getByText("ramp")).toBeVisible();
  await look(page, "ramp");
  await page.goto("/replays");
  await expect(page.getByRole("row").filter({ hasText: "ord-s" })).toContainText(/Running\s*ramp, \d+ a second/);
  await look(page, "list");
  await page.goto(replay);
  await page.getByRole("button", { name: "Cancel the rest" }).click();
  await confirm(page, "Enough seen", /Cancel/);
  await expect(heading).toContainText("stay dead");
  await look(page, "cancelled");
});

/** Takes all that stands in a work queue, such as what a journey before this one has sent there. Answers how many. */
async function drain(shop: { take(queue: string): Promise<unknown> }, queue: string): Promise<number> {
  let n = 0;
  while (await shop.take(queue)) n++;
  return n;
}

test("a canary that stays away is passed, and the rest follows by itself", async ({ page, stack }) => {
  test.setTimeout(300_000);
  const { shop } = stack;
  await drain(shop, "orders");
  await shop.fail(
    "orders",
    Array.from({ length: 120 }, (_, index) => failedOrder(`ord-t${index}`, { ...timeout, type: "com.shop.shipping.CarrierGone" })),
  );
  await expect(async () => {
    await page.goto("/replays/new?filter=key:ord-t*&canary=2&ramp=false");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("120", { timeout: 5_000 });
  }).toPass();
  const stop = await shop.consume("orders", () => {});
  await page.getByLabel("Reason").fill("The carrier is back");
  await page.getByRole("button", { name: /120 to send/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("120 of 120 sent", { timeout: 60_000 });
  const canary = page.getByRole("table", { name: "Stages of the replay" }).getByRole("row").nth(1);
  await expect(canary).toContainText("passed: 2 of 2 did not come back");
  await look(page, "passed");
  await stop();
});
