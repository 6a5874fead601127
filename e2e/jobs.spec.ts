import { expect, test } from "./support/jobs.ts";
import { expectAccessible, openMessages, watchErrors } from "./support/pages.ts";

// Fates are asked for in turns, and a machine may be busy.
test.describe.configure({ timeout: 180_000 });

const shops = [
  { library: "pg-boss", name: "pgBoss", queue: "billing" },
  { library: "River", name: "river", queue: "default" },
] as const;

for (const { library, name, queue } of shops) {
  test(`a failed job of ${library} is diagnosed, replayed by its own retry and seen done; one that the shop removed says so`, async ({
    page,
    jobs,
  }) => {
    const errors = watchErrors(page);
    const shop = jobs[name];
    const [kept, removed] = [await shop.send(7), await shop.send(8)];
    const open = async (id: string) => {
      await openMessages(page, `queue:${queue} event:${id}`, 1);
      await page.getByRole("row").getByRole("link").click();
      await expect(page).toHaveURL(/\/messages\/\d+/);
      return page.url();
    };
    const replayed = await open(kept);
    const gone = await open(removed);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("failed once: a connection failed");
    await expectAccessible(page);
    await shop.remove(removed);
    await expect(page.getByText("It is gone at its source")).toBeVisible({ timeout: 30_000 });
    await page.screenshot({ path: `test-results/jobs-${name}-gone.png`, fullPage: true });
    await openMessages(page, `queue:${queue}`, 2);
    await page.getByRole("checkbox", { name: "Select the rows shown" }).check();
    await page.getByRole("button", { name: /Plan replay/ }).click();
    await expect(page.getByText("Gone at the source")).toBeVisible();
    await page.screenshot({ path: `test-results/jobs-${name}-plan.png`, fullPage: true });
    await expectAccessible(page);
    await shop.mend();
    await page.getByLabel("Reason").fill("the handler is mended");
    await page.getByRole("button", { name: /^Start/ }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("1 of 2 sent, 1 skipped");
    await expect.poll(shop.done).toEqual([kept]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(replayed);
    await expect(page.getByText("It is done at its source.")).toBeVisible({ timeout: 30_000 });
    await page.screenshot({ path: `test-results/jobs-${name}-done-phone.png`, fullPage: true });
    await expectAccessible(page);
    await page.goto(gone);
    await expect(page.getByText("It is gone at its source")).toBeVisible();
    expect(errors).toEqual([]);
  });
}
