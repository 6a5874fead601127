import type { BrowserContext, Page, Request } from "@playwright/test";
import { expect, mark, type Served, test } from "./support/populated.ts";

/** Each page, and whether it tells of every queue to somebody who sees all: the others are about what the viewer sees too. */
const pages: Readonly<Record<string, { readonly at: (served: Served) => string; readonly isOfAll: boolean }>> = {
  overview: { at: () => "/", isOfAll: true },
  groups: { at: () => "/groups", isOfAll: true },
  messages: { at: () => "/messages", isOfAll: true },
  "messages of any state": { at: () => "/messages?filter=state:any", isOfAll: true },
  queues: { at: () => "/queues", isOfAll: true },
  replays: { at: () => "/replays", isOfAll: true },
  alerts: { at: () => "/alerts", isOfAll: true },
  "alert channels": { at: () => "/alerts/channels", isOfAll: true },
  "one alert rule": { at: ({ rule }) => rule, isOfAll: false },
  "a new alert rule": { at: () => "/alerts/rules/new", isOfAll: false },
  "what the pretend channel was told": { at: () => "/alerts/pretend", isOfAll: true },
  breakers: { at: () => "/breakers", isOfAll: true },
  outbox: { at: () => "/outbox", isOfAll: true },
  duplicates: { at: () => "/outbox/duplicates", isOfAll: true },
  sequences: { at: () => "/sequences", isOfAll: true },
  people: { at: () => "/people", isOfAll: false },
  "one alert": { at: ({ alert }) => alert, isOfAll: false },
  "owners of groups": { at: () => "/alerts/owners", isOfAll: true },
  audit: { at: () => "/audit", isOfAll: true },
  settings: { at: () => "/settings", isOfAll: true },
  "one message": { at: ({ message }) => message, isOfAll: false },
  "one group": { at: ({ group }) => group, isOfAll: false },
  "one replay": { at: ({ replay }) => replay, isOfAll: false },
  "a new replay": { at: ({ message }) => `/replays/new?ids=${message.split("/").at(-1)}`, isOfAll: false },
};

for (const [name, { at, isOfAll }] of Object.entries(pages)) {
  test(`${name}: somebody who sees some queues is told nothing of the others`, async ({ context, served }) => {
    await served.enter(context, "viewer");
    expect(await readAll(context, at(served))).not.toContain(mark);
  });
  if (isOfAll)
    test(`${name}: somebody who sees all queues is told of each`, async ({ context, served }) => {
      await served.enter(context, "admin");
      expect(await readAll(context, at(served))).toContain(mark);
    });
}

/** All that a page is told until it asks for nothing more, and what stands in it then. Rejects when it was told nothing. */
async function readAll(context: BrowserContext, place: string): Promise<string> {
  const page = await context.newPage();
  const isAsked = (request: Request) => request.url().includes("/api/") && !request.url().includes("live.notices");
  const underWay = new Set<Request>();
  const answers: Promise<string>[] = [];
  page.on("request", (request) => isAsked(request) && underWay.add(request));
  page.on("response", (answer) => isAsked(answer.request()) && answers.push(answer.text().catch(() => "")));
  page.on("requestfinished", (request) => underWay.delete(request));
  page.on("requestfailed", (request) => underWay.delete(request));
  await page.goto(place);
  await expect(page.locator("h1").first()).toBeAttached();
  await expect.poll(() => answers.length > 0 && underWay.size === 0).toBe(true);
  return [...(await Promise.all(answers)), await page.content()].join("\n");
}

test("what somebody else changes in hidden queues reaches nobody who does not see them: no page, request or stream", async ({
  browser,
  context,
  served,
}) => {
  await served.enter(context, "viewer");
  const other = await browser.newContext({ baseURL: served.url });
  await served.enter(other, "admin");
  const [page, admin] = [await context.newPage(), await other.newPage()];
  const stream: string[] = [];
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  session.on("Network.eventSourceMessageReceived", ({ eventName, data }) => stream.push(`${eventName} ${data}`));
  const answers: Promise<string>[] = [];
  page.on("response", (answer) => !answer.url().includes("live.notices") && answers.push(answer.text().catch(() => "")));
  await Promise.all([page.goto("/messages"), admin.goto("/messages")]);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect.poll(() => stream.length).toBeGreaterThan(0);
  const [told, asked] = [stream.length, answers.length];
  const changed = await call(admin, "messages.discard", { selection: { ids: [served.hiddenIds.discarded] }, reason: `${mark} why` });
  expect(changed).toMatch(/^200 .*"changed":1/);
  // Its notice says that messages changed, so the page asks again.
  await expect.poll(() => stream.length).toBeGreaterThan(told);
  await expect.poll(() => answers.length).toBeGreaterThan(asked);
  expect([...stream, ...(await Promise.all(answers)), await page.content()].join("\n")).not.toContain(mark);
  await other.close();
});

test("exports hold nothing of hidden queues", async ({ context, page, served }) => {
  await served.enter(context, "lead");
  await page.goto("/messages");
  const prepared = await call(page, "messages.prepare", { filter: "state:any", asOf: new Date(Date.now() + 60_000).toISOString() });
  const id = Number(/"id":(\d+)/.exec(prepared)?.[1]);
  const messages = await page.evaluate(async (selection) => {
    const body = new FormData();
    body.set("selection", JSON.stringify({ prepared: selection }));
    body.set("reason", "a test");
    return (await fetch("/api/messages/export", { method: "POST", body })).text();
  }, id);
  const audit = await page.evaluate(async () => (await fetch("/api/audit/export?format=json")).text());
  expect(messages).toContain("PaymentTimeoutException");
  expect(audit).toContain("queue orders.log");
  expect(messages + audit).not.toContain(mark);
});

/** Status and text of a procedure that acts, asked by the page. */
function call(page: Page, path: string, input: unknown): Promise<string> {
  return page.evaluate(
    async ([to, body]) => {
      const answer = await fetch(`/api/trpc/${to}`, { method: "POST", body, headers: { "content-type": "application/json" } });
      return `${answer.status} ${await answer.text()}`;
    },
    [path, JSON.stringify(input)] as const,
  );
}

test("a deep link to a hidden message says that there is none", async ({ context, page, served }) => {
  await served.enter(context, "viewer");
  await page.goto(served.hidden);
  await expect(page.getByRole("heading", { name: /^There is no message \d+ that you may see\.$/ })).toBeVisible();
});

test("a button that may not be pressed says what it needs, where, and who may give it", async ({ context, page, served }) => {
  await served.enter(context, "viewer");
  await page.goto(served.message);
  const discard = page.getByRole("button", { name: "Discard" });
  // One of `populate` is an admin too.
  const why = "You need message.discard in shop/orders.dlq. ana and own may give it.";
  await expect(discard).toHaveAttribute("aria-disabled", "true");
  await expect(discard).toHaveAttribute("title", why);
  await discard.click({ force: true });
  await expect(page.getByText(why, { exact: true })).toBeVisible();
  await expect(page.getByText(`Discard: ${why}`)).toBeVisible();
  await page.goto("/settings");
  await expect(page.getByRole("heading", { name: "You may not see the settings." })).toBeVisible();
  const mine = page.getByRole("listitem").filter({ hasText: "message.view" });
  await expect(mine).toContainText("*/orders.*");
  await expect(mine).toContainText("viewer");
  await expect(page.getByRole("listitem").filter({ hasText: "message.discard" })).toContainText("nowhere");
  await expect(page.getByText(/may give what you lack\.$/)).toBeVisible();
});
