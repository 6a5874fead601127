import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** No violation of WCAG 2.2 AA that axe can see, nor of the rules with the tags in `more`. */
export async function expectAccessible(page: Page, more: readonly string[] = []): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", ...more])
    .analyze();
  expect(
    violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ target }) => target.join(" "))
          .slice(0, 3)
          .join("; ")}`,
    ),
  ).toEqual([]);
}

/** Opens a list of messages again until it holds so many: what arrives while one is open waits behind "new, show". */
export async function openMessages(page: Page, filter: string, count: number): Promise<void> {
  const rows = page.getByRole("row").filter({ has: page.getByRole("link") });
  await expect(async () => {
    await page.goto(`/messages?filter=${filter}`);
    await expect(rows).toHaveCount(count, { timeout: 5_000 });
  }).toPass();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(count === 1 ? "1 message matches" : `${count} match`);
}

/** Fails the test when the page reports a script error or breaks its content policy. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Uncaught/.test(message.text())) errors.push(message.text());
  });
  return errors;
}

/** Fills the reason of an open confirmation and presses its button. */
export async function confirm(page: Page, reason: string, button: string | RegExp): Promise<void> {
  const dialog = page.getByRole("dialog").filter({ has: page.getByLabel("Reason") });
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: button }).click();
  await expect(dialog).toBeHidden();
}
