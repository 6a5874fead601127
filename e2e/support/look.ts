import type { Page } from "@playwright/test";
import { expectAccessible } from "./pages.ts";

/** Axe finds nothing on what is shown, on a desk and a phone, in light and dark. `name`: of its pictures. */
export async function look(page: Page, name: string) {
  const folder = process.env["REDRIVE_PICTURES"];
  for (const [width, height] of [
    [1_440, 900],
    [390, 844],
  ] as const)
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
      if (folder) await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
  await page.setViewportSize({ width: 1_440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}
