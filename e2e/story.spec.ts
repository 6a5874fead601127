import { watchErrors } from "./support/pages.ts";
import { expect, storyOn } from "./support/story.ts";

const orders = 110;
const slow = { timeout: 90_000 };

for (const broker of ["rabbitmq", "kafka"] as const) {
  const test = storyOn(broker);
  test(`on ${broker}: the gateway breaks, an alert fires, the replay is held, it heals, canary, the rest, every order paid once`, async ({
    page,
    story,
  }) => {
    test.setTimeout(300_000);
    const { shop, gateway, guard } = story;
    const errors = watchErrors(page);
    const heading = page.getByRole("heading", { level: 1 });
    gateway.held = "failing";
    for (let n = 0; n < orders; n++) await shop.place("none");
    await expect(async () => {
      await page.goto("/breakers");
      await expect(heading).toContainText("payment-gateway is open", { timeout: 5_000 });
    }).toPass(slow);
    await expect(async () => {
      await page.goto("/alerts");
      const row = page.getByRole("row").filter({ hasText: "PaymentGatewayUnavailableError" }).first();
      await expect(row).toContainText("Firing", { timeout: 5_000 });
    }).toPass(slow);
    await expect(async () => {
      await page.goto("/replays/new?filter=error:PaymentGatewayUnavailableError&canary=2&ramp=false");
      await expect(heading).toHaveText("Not now: payment-gateway is open, so they wait.", { timeout: 5_000 });
      await expect(page.getByRole("button", { name: `${orders} wait first` })).toBeVisible({ timeout: 5_000 });
    }).toPass(slow);

    await page.getByLabel("Reason").fill("It goes on by itself when the gateway is back");
    await page.getByRole("button", { name: `${orders} wait first` }).click();
    await expect(heading).toContainText(`0 of ${orders} sent`);
    await expect(page.getByText(/wait for payment-gateway, which is open/)).toBeVisible();
    expect((await shop.counts()).payments).toBe(0);

    gateway.held = "well";
    guard.close();
    const stages = page.getByRole("table", { name: "Stages of the replay" });
    await expect(stages.getByRole("row").nth(1)).toContainText("passed: 2 of 2 did not come back", { timeout: 120_000 });
    await expect(heading).toContainText(`${orders} of ${orders} sent`, slow);
    await expect.poll(async () => (await shop.counts()).shipments, slow).toBe(orders);
    expect(await shop.counts()).toMatchObject({ orders, payments: orders });
    expect(gateway.charged).toBe(orders);
    await page.goto("/breakers");
    await expect(heading).not.toContainText("open");
    expect(errors).toEqual([]);
  });

  test(`on ${broker}: a poison order comes back, and the replay pauses`, async ({ page, story }) => {
    test.setTimeout(180_000);
    const { shop, gateway } = story;
    const heading = page.getByRole("heading", { level: 1 });
    gateway.held = "well";
    for (let n = 0; n < 4; n++) await shop.place("schema-v3");
    await expect(async () => {
      await page.goto("/replays/new?filter=error:InvalidOrderError&canary=1&ramp=false");
      await expect(page.getByRole("button", { name: /4 to send/ })).toBeVisible({ timeout: 5_000 });
    }).toPass(slow);
    await page.getByLabel("Reason").fill("To see whether the new handler takes them");
    await page.getByRole("button", { name: /4 to send/ }).click();
    await expect(page.getByText(/Paused: 1 of 1 of the canary came back\./)).toBeVisible(slow);
    await expect(heading).toContainText("1 of 4 sent");
  });
}
