import { expect, test } from "./support/outbox.ts";
import { expectAccessible, watchErrors } from "./support/pages.ts";

test("an outbox whose relay stops grows, an alert fires, and publish now empties it", async ({ page, outbox: { relay, write } }) => {
  test.setTimeout(180_000);
  const errors = watchErrors(page);
  const heading = page.getByRole("heading", { level: 1 });
  relay.start("takes");
  await write(2);
  await page.goto("/outbox");
  await expect(heading).toHaveText("Every outbox drains.");
  await expectAccessible(page);

  relay.stop();
  await write(3);
  const line = page.getByRole("article", { name: "outbox of orders-api" });
  await expect(line).toContainText("3");
  await expect(page.getByRole("table", { name: "Rows" }).getByText("ord-2")).toBeVisible();
  await page.goto("/alerts");
  await expect(page.getByText("3 events wait in outbox of orders-api").first()).toBeVisible({ timeout: 60_000 });

  // Its broker refuses what it is given: the relay gives up.
  relay.start("refuses");
  await page.goto("/outbox");
  await expect(heading).toContainText("3 rows of outbox of orders-api failed and will not leave by themselves.");
  await expectAccessible(page);
  relay.start("takes");
  await page.keyboard.press("j");
  await page
    .getByRole("button", { name: /^[0-9a-f]{8}-/ })
    .first()
    .focus();
  await page.keyboard.press("Enter");
  const row = page.getByRole("dialog", { name: /^Row / });
  await expect(row.getByText("<script>alert(1)</script>")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(row).toBeHidden();

  await page
    .getByRole("checkbox", { name: /^Choose row/ })
    .first()
    .check();
  await page.getByRole("button", { name: "Publish 1 selected" }).click();
  const one = page.getByRole("dialog", { name: "Publish 1 row now" });
  await expectAccessible(page);
  await one.getByLabel("Reason").fill("the broker takes it again");
  await one.getByRole("button", { name: "Publish 1", exact: true }).click();
  await expect(heading).toContainText("2 rows of outbox of orders-api failed");

  await page.getByRole("button", { name: "Publish all 2 now" }).click();
  const all = page.getByRole("dialog", { name: "Publish 2 rows now" });
  await all.getByLabel("Reason").fill("and the others");
  await all.getByRole("button", { name: "Publish 2", exact: true }).click();
  await expect(page.getByText("2 rows handed to the relay.")).toBeVisible();
  await expect(heading).toHaveText("Every outbox drains.");
  expect(relay.published).toHaveLength(5);
  await page.goto("/audit");
  await expect(page.getByText("Published from").first()).toBeVisible();
  expect(errors).toEqual([]);
});

test("on a phone the numbers, the rows and publish now are there", async ({ page, outbox: { relay, write } }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  relay.start("refuses");
  await write(1);
  await page.goto("/outbox");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("1 row of outbox of orders-api failed and will not leave by itself.");
  relay.start("takes");
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.getByRole("button", { name: "Publish it now" }).click();
  const dialog = page.getByRole("dialog", { name: "Publish 1 row now" });
  await dialog.getByLabel("Reason").fill("from the phone");
  await dialog.getByRole("button", { name: "Publish 1", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Every outbox drains.");
});
