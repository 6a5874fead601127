import { expectAccessible } from "./support/pages.ts";
import { expect, test } from "./support/stack.ts";

/** Queues are discovered once a minute. */
const discoveryMs = 100_000;

test("a work queue whose dead letters go nowhere is red and first, with a command to copy", async ({ page, stack }) => {
  test.setTimeout(2 * discoveryMs);
  const remove = await stack.shop.losingQueue("refunds");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/queues");
  const title = page.getByRole("heading", { level: 1 });
  await expect(title).toContainText("refunds can lose messages.", { timeout: discoveryMs });
  await expect(page.getByText("none has a topology warning")).toBeHidden();
  const faults = page.getByRole("region", { name: "Loses messages" });
  await expect(faults.getByRole("heading", { level: 2 })).toHaveText(/"refunds" routes nowhere with key "refunds.lost"/);
  const top = async (part: typeof faults) => (await part.boundingBox())?.y ?? Number.NaN;
  expect(await top(faults)).toBeLessThan(await top(page.getByRole("region", { name: "shop-eu" })));
  await faults.getByRole("button", { name: "Copy" }).click();
  await expect(faults.getByRole("button", { name: "Copied" })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain("declare binding 'source=dlx' 'destination=refunds.dlq' 'routing_key=refunds.lost'");
  await expectAccessible(page);
  await remove();
});
