import { openMessages, watchErrors } from "./support/pages.ts";
import { expect, test } from "./support/stack.ts";

const script = `"><script>document.title="owned"</script><img src=x onerror="document.title='owned'">`;
const manyHeaders = Object.fromEntries(
  Array.from({ length: 1_000 }, (_, index) => [`h-${index}-${index === 7 ? script : ""}`.slice(0, 200), `value ${index}`]),
);

let links: readonly string[] = [];

test.beforeAll(async ({ browser, stack }) => {
  await stack.shop.fail("orders", [
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
  const page = await browser.newPage({ baseURL: stack.url });
  const errors = watchErrors(page);
  await openMessages(page, "queue:orders.dlq", 4);
  links = await page
    .getByRole("row")
    .getByRole("link")
    .evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  expect(links).toHaveLength(4);
  expect(errors).toEqual([]);
  await page.close();
});

for (const [name, tab] of Object.entries({ summary: "", payload: "?tab=payload", headers: "?tab=headers", history: "?tab=history" }))
  test(`script, a large body, binary, broken UTF-8 and a thousand headers break nothing: ${name}`, async ({ page }) => {
    const errors = watchErrors(page);
    for (const link of links) {
      await page.goto(`${link}${tab}`);
      await expect(page.getByRole("heading", { level: 1 })).toContainText("failed");
      expect(await page.title()).not.toContain("owned");
    }
    expect(errors).toEqual([]);
  });

test("a hostile body is a file that no browser opens", async ({ request, stack }) => {
  const body = await request.get(`/api${new URL(links[0] ?? "", stack.url).pathname}/body`);
  expect([body.status(), body.headers()["content-security-policy"]]).toEqual([200, "sandbox; default-src 'none'"]);
});
