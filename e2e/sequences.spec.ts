import { expect, test } from "./support/ordered.ts";
import { expectAccessible, watchErrors } from "./support/pages.ts";

const event = (key: string, n: number) => ({
  body: JSON.stringify({
    eventType: "StockReserved",
    eventId: `evt-${key}-${n}`,
    aggregateId: key,
    sequenceNumber: n,
    timestamp: new Date().toISOString(),
  }),
});

test("keys that wait are told with their numbers; one act replays 5 before 6 and 7, and each waits for the one before", async ({
  page,
  ordered,
}) => {
  const errors = watchErrors(page);
  const { shop, processed } = ordered;
  await processed("ord-1", 4);
  await processed("ord-2", 4);
  await processed("ord-3", 6);
  await shop.fail("inventory", [event("ord-1", 7), event("ord-1", 5), event("ord-1", 6), event("ord-2", 6), event("ord-3", 4)]);
  await page.goto("/sequences");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("2 keys wait for an earlier event, and 3 messages wait behind them.");
  const row = (key: string) => page.getByRole("row").filter({ hasText: key });
  await expect(row("ord-1")).toContainText("5 is dead in inventory.dlq");
  await expect(row("ord-2")).toContainText("5 is missing");
  await expect(row("ord-3")).toContainText("4 died, and 6 was processed");
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Stale/ }).click();
  await expect(row("ord-1")).toHaveCount(0);
  await row("ord-3").getByRole("link", { name: "Open message" }).click();
  await expect(page.getByText("A replay skips it: 6 was processed already.")).toBeVisible();
  await expectAccessible(page);
  await page.goto("/sequences");
  await row("ord-1").getByRole("link", { name: "Replay 5 to 7" }).click();
  await expect(page.getByText("sent one after the other: each waits until the one before it is processed")).toBeVisible();
  await page.getByLabel("Reason").fill("the stock is counted again");
  await page.getByRole("button", { name: /^Start/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("1 of 3 sent, 2 held");
  const taken = async () => JSON.parse(String((await shop.take("inventory"))?.body ?? "{}")).sequenceNumber;
  expect([await taken(), await taken()]).toEqual([5, undefined]);
  await processed("ord-1", 5);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("2 of 3 sent");
  expect(await taken()).toBe(6);
  await processed("ord-1", 6);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("3 of 3 sent");
  expect(await taken()).toBe(7);
  expect(errors).toEqual([]);
});

test("on a phone the order of one message is told, and a key is looked up", async ({ page, ordered }) => {
  await ordered.processed("ord-9", 1);
  await ordered.shop.fail("inventory", [event("ord-9", 2), event("ord-9", 3)]);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/sequences?key=ord-9");
  await expect(page.getByText("2 is dead in inventory.dlq")).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectAccessible(page);
});
