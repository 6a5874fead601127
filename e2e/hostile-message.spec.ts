import type { BrowserContext } from "@playwright/test";
import { ana, expect, test } from "./support/on-call.ts";
import { openMessages, watchErrors } from "./support/pages.ts";
import { signIn } from "./support/team.ts";

const script = `"><script>document.title="owned"</script><img src=x onerror="document.title='owned'">`;
const manyHeaders = Object.fromEntries(
  Array.from({ length: 1_000 }, (_, index) => [`h-${index}-${index === 7 ? script : ""}`.slice(0, 200), `value ${index}`]),
);

let links: readonly string[] = [];
let [group, alert] = ["", ""];
let cookies: Parameters<BrowserContext["addCookies"]>[0] = [];

test.beforeAll(async ({ browser, onCall }) => {
  await onCall.shop.fail("letters", [
    {
      body: JSON.stringify({ eventType: script, eventId: "hostile-1", aggregateId: script, payload: script }),
      options: {
        headers: {
          "x-exception-message": script,
          "x-original-exchange": "shop",
          "x-original-routingKey": script.slice(0, 200),
          [script.slice(0, 200)]: script,
        },
      },
    },
    { body: Buffer.concat([Buffer.from('{"eventId":"hostile-2","payload":"'), Buffer.alloc(5_000_000, "a"), Buffer.from('"}')]) },
    { body: Buffer.from([0, 1, 2, 0xff, 0xfe, 0xc3, 0x28, 0]), options: { messageId: "hostile-3" } },
    { body: "{}", options: { messageId: "hostile-4", headers: manyHeaders } },
  ]);
  const page = await browser.newPage({ baseURL: onCall.url });
  const errors = watchErrors(page);
  await page.goto("/sign-in");
  await signIn(page, ana);
  ({ cookies } = await page.context().storageState());
  await openMessages(page, "queue:letters.dlq", 4);
  links = await page
    .getByRole("row")
    .getByRole("link")
    .evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  expect(links).toHaveLength(4);
  await page.goto("/groups");
  group = (await page.locator('a[href^="/groups/"]').first().getAttribute("href")) ?? "";
  const id = Number(group.split("/").at(-1));
  // What people write is shown on more pages than what messages hold.
  const acts = { "groups.note": { id, note: script }, "groups.triage": { id, act: "acknowledge", reason: script } };
  for (const [name, input] of Object.entries(acts)) {
    const headers = { ...onCall.bearer, "content-type": "application/json" };
    const { status } = await fetch(`${onCall.url}/api/trpc/${name}`, { method: "POST", headers, body: JSON.stringify(input) });
    expect([name, status]).toEqual([name, 200]);
  }
  alert = await onCall.linkOf("");
  expect(errors).toEqual([]);
  await page.close();
});

test.beforeEach(({ context }) => context.addCookies(cookies));

const tabs = ["", "?tab=payload", "?tab=headers", "?tab=history", "?tab=idempotency", "?tab=order", "/edit"];
for (const tab of tabs)
  test(`script, a large body, binary, broken UTF-8 and a thousand headers break nothing: ${tab || "the summary"}`, async ({ page }) => {
    const errors = watchErrors(page);
    for (const link of links) {
      await page.goto(`${link}${tab}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await page.title()).not.toContain("owned");
    }
    expect(errors).toEqual([]);
  });

test("no page that tells of it runs a script of it", async ({ page }) => {
  const errors = watchErrors(page);
  const id = links[0]?.split("/").at(-1);
  const alerts = ["/alerts", alert, "/alerts/channels", "/alerts/rules", "/alerts/owners"];
  const rest = ["/replays", `/replays/new?ids=${id}`, "/audit?period=all", "/sequences", "/outbox", "/outbox/duplicates", "/breakers"];
  for (const path of ["/", "/messages", "/groups", group, "/queues", ...alerts, ...rest, "/people", "/settings"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 }), path).toBeVisible();
    await page.waitForLoadState("networkidle").catch(() => {});
    expect([path, (await page.title()).includes("owned")]).toEqual([path, false]);
  }
  expect(errors).toEqual([]);
});

test("a hostile body is a file that no browser opens", async ({ context, onCall }) => {
  const body = await context.request.get(`/api${new URL(links[0] ?? "", onCall.url).pathname}/body`);
  expect([body.status(), body.headers()["content-security-policy"]]).toEqual([200, "sandbox; default-src 'none'"]);
});
