import { ana, vera, expect, test as onCallTest, type OnCall } from "./support/on-call.ts";
import { expectAccessible } from "./support/pages.ts";
import { openDevice, type Pushed, subscribesAt } from "./support/push-service.ts";
import { failedOrder } from "./support/shop.ts";
import { pressInSlack, startSurfaces } from "./support/surfaces.ts";
import { signIn } from "./support/team.ts";

type Surfaces = Awaited<ReturnType<typeof startSurfaces>>;

const test = onCallTest.extend<object, { surfaces: Surfaces }>({
  surfaces: [
    async ({}, use) => {
      const surfaces = await startSurfaces();
      await use(surfaces);
      await surfaces.stop();
    },
    { scope: "worker" },
  ],
  environment: "demo",
  onCallYaml: [async ({ surfaces }, use) => use(surfaces.yaml), { scope: "worker" }],
});
test.describe.configure({ mode: "serial" });

/** What the issue promises: whatever is done on one surface is seen on all others by then. */
const agreedMs = 5_000;

interface Acting {
  readonly onCall: OnCall;
  readonly id: number;
  readonly device: Awaited<ReturnType<typeof openDevice>>;
  readonly pushed: Pushed;
  readonly pressPage: () => Promise<void>;
}

/** Each way to acknowledge an alert. */
const ways: Readonly<Record<string, (acting: Acting) => Promise<void>>> = {
  Page: ({ pressPage }) => pressPage(),
  Program: async ({ onCall, id }) => {
    const headers = { ...onCall.bearer, "content-type": "application/json" };
    const body = JSON.stringify({ id, act: "acknowledge" });
    expect((await fetch(`${onCall.url}/api/trpc/alerts.act`, { method: "POST", headers, body })).status).toBe(200);
  },
  Slack: async ({ onCall, pushed }) => {
    expect(await pressInSlack(onCall.url, "redrive.acknowledge", pushed.tag)).toBe(200);
  },
  Phone: async ({ device, pushed }) => {
    await device.press(pushed.tag, "acknowledge");
  },
};

for (const [name, acknowledge] of Object.entries(ways))
  test(`${name}: what is acknowledged there is so on the page, in Slack, at PagerDuty, on phones and on the pretended page within 5 s`, async ({
    page,
    onCall,
    surfaces,
  }) => {
    const { slack, service, slackOf, pagerOf } = surfaces;
    // A program goes by the name of its token.
    const who = name === "Program" ? "pipeline" : "ana";
    const context = page.context();
    await context.grantPermissions(["notifications"]);
    await subscribesAt(context, service.device);
    await page.goto("/sign-in?to=/settings");
    await signIn(page, ana);
    await page.getByRole("button", { name: "Notify this device" }).click();
    await expect(page.getByText("This device is told of alerts", { exact: false })).toBeVisible();
    const device = await openDevice(page);
    const type = `${name}Exception`;
    const error = {
      type: `com.shop.payments.${type}`,
      text: "no answer",
      at: "com.shop.payments.PaymentClient.charge(PaymentClient.java:88)",
    };
    await onCall.shop.fail("payments", [failedOrder(`${type}-1`, error)]);
    const pushed = await service.next(type);
    const { id } = pushed;
    const pretend = await context.newPage();
    const post = pretend.getByRole("article").filter({ hasText: type });
    await Promise.all([page.goto(`/alerts/${id}`), pretend.goto("/alerts/pretend")]);
    await expect.poll(() => slackOf(id), { timeout: 20_000 }).toMatch(/^Firing/);
    await expect.poll(() => pagerOf(id), { timeout: 20_000 }).toBe("trigger");
    await expect(post).toContainText("Firing");
    await expect(page.getByText("Nobody has it yet.")).toBeVisible();
    const posts = slack.posted().length;

    const pressPage = () => page.getByRole("button", { name: "Acknowledge" }).first().click();
    await device.deliver(pushed);
    await expect.poll(device.shown).toMatchObject([{ tag: pushed.tag }]);
    // From the press on: what it takes itself counts.
    const begun = performance.now();
    await acknowledge({ onCall, id, device, pushed, pressPage });
    const seen: Record<string, number> = {};
    const see = async (where: string, wait: Promise<unknown>) => {
      await wait;
      seen[where] = Math.round(performance.now() - begun);
    };
    const timeout = 20_000;
    await Promise.all([
      see("page", expect(page.getByText(`${who} has it.`)).toBeVisible({ timeout })),
      see("pretended page", expect(post).toContainText(`Acknowledged by ${who}`, { timeout })),
      see("Slack", expect.poll(() => slackOf(id), { timeout, intervals: [50] }).toMatch(`Acknowledged by ${who}`)),
      see("PagerDuty", expect.poll(() => pagerOf(id), { timeout, intervals: [50] }).toBe("acknowledge")),
      see("phone", service.next(type)),
    ]);
    expect(Object.entries(seen).filter(([, ms]) => ms > agreedMs)).toEqual([]);
    // Changed in place: nothing was posted anew.
    expect(slack.posted()).toHaveLength(posts);
  });

for (const look of [
  { colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const)
  test.describe(`${look.colorScheme}, ${look.viewport.width} wide`, () => {
    test.use(look);
    test("axe finds nothing on the pretended page with its messages", async ({ page }) => {
      await page.goto("/sign-in?to=/alerts/pretend");
      await signIn(page, ana);
      await expect(page.getByRole("article").first()).toBeVisible();
      await page
        .getByText(/repl(y|ies) in the thread/)
        .first()
        .click();
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.viewport.width);
    });
  });

test("the pretended page shows somebody only what is of their queues, and no button that they may not press", async ({ page, onCall }) => {
  const error = { type: "com.shop.refunds.OwnException", text: "no", at: "com.shop.refunds.Refunds.pay(Refunds.java:8)" };
  await onCall.shop.fail("refunds", [failedOrder("own-1", error)]);
  await page.goto("/sign-in?to=/alerts/pretend");
  await signIn(page, vera);
  const own = page.getByRole("article").filter({ hasText: "OwnException" });
  await expect(own).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("payments.dlq")).toHaveCount(0);
  await expect(own.getByRole("button", { name: "Acknowledge" })).toHaveAttribute("aria-disabled", "true");
});
