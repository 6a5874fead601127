import type { Page } from "@playwright/test";
import { ana, expect, test as onCallTest } from "./support/on-call.ts";
import { expectAccessible, watchErrors } from "./support/pages.ts";
import { openDevice, startPushService, subscribesAt } from "./support/push-service.ts";
import { failedOrder } from "./support/shop.ts";
import { signIn } from "./support/team.ts";

type Service = Awaited<ReturnType<typeof startPushService>>;

const test = onCallTest.extend<object, { service: Service }>({
  service: [
    async ({}, use) => {
      const service = await startPushService();
      await use(service);
      service.stop();
    },
    { scope: "worker" },
  ],
  onCallYaml: [
    async ({ service }, use) =>
      use(
        `channels: { phones: { kind: push, contact: ops@shop.example } }\noutbound: { allow: [${new URL(service.device.endpoint).hostname}] }`,
      ),
    { scope: "worker" },
  ],
});
test.describe.configure({ mode: "serial" });

const error = (type: string) => ({
  type: `com.shop.payments.${type}`,
  text: "no answer from payment-gateway",
  at: "com.shop.payments.PaymentClient.charge(PaymentClient.java:88)",
});
const orders = (type: string) => ["ord-1", "ord-2"].map((order) => failedOrder(`${type}-${order}`, error(type)));

async function switchOn(page: Page, service: Service): Promise<void> {
  await page.context().grantPermissions(["notifications"]);
  await subscribesAt(page.context(), service.device);
  await page.goto("/sign-in?to=/settings");
  await signIn(page, ana);
  await page.getByRole("button", { name: "Notify this device" }).click();
  await expect(page.getByText("This device is told of alerts in the queues that you may see.")).toBeVisible();
}

test("a notification of the real service worker says what fires, and its buttons act; only the push service and the press are played", async ({
  page,
  onCall,
  service,
}) => {
  const errors = watchErrors(page);
  await switchOn(page, service);
  await expect(page.getByText("1 device of yours")).toBeVisible();
  await expectAccessible(page);
  const device = await openDevice(page);

  await onCall.shop.fail("payments", orders("PaymentTimeoutException"));
  const fired = await service.next("PaymentTimeoutException");
  await device.deliver(fired);
  await expect.poll(device.shown).toHaveLength(1);
  const [shown] = await device.shown();
  expect(shown).toMatchObject({ title: expect.stringMatching(/PaymentTimeoutException/), actions: ["Acknowledge", "Snooze 1 h"] });
  expect(shown?.body).toMatch(/^production · Firing/);
  expect(shown?.body).toContain("a replay works once");
  expect(shown?.body).not.toContain("ord-1");
  await device.press(fired.tag, "acknowledge");
  await expect.poll(device.shown).toEqual([]);
  await page.goto(`/alerts/${fired.id}`);
  await expect(page.getByText("ana has it.")).toBeVisible();
  await expect(page.getByText("ana acknowledged it.", { exact: false })).toContainText("Reason: From a notification");
  // Whoever has it is not woken again by their own act.
  const acknowledged = await service.next("PaymentTimeoutException");
  expect(acknowledged).toMatchObject({ id: fired.id, rings: false, acts: ["snooze"] });

  await onCall.shop.fail("refunds", orders("RefundRefusedException"));
  const second = await service.next("RefundRefusedException");
  await device.deliver(second);
  await expect.poll(device.shown).toHaveLength(1);
  await device.press(second.tag, "snooze");
  await page.goto(`/alerts/${second.id}`);
  await expect(page.getByText(/^ana snoozed it until /)).toBeVisible();
  await page.goto("/audit");
  await expect(page.getByRole("row").filter({ hasText: `alert ${second.id}` })).toContainText("From a notification");
  await expect(page.getByRole("row").filter({ hasText: `alert ${fired.id}` })).toContainText("From a notification");
  expect(errors).toEqual([]);
});

test("a press on its text shows the alert in the window that is open; an older message never replaces a newer one", async ({
  page,
  onCall,
  service,
}) => {
  await switchOn(page, service);
  const device = await openDevice(page);
  await onCall.shop.fail("payments", orders("CardLostException"));
  const fired = await service.next("CardLostException");
  await device.deliver({ ...fired, seq: fired.seq + 1, title: "newer" });
  await expect.poll(device.shown).toMatchObject([{ title: "newer" }]);
  await device.deliver(fired);
  await page.waitForTimeout(500);
  expect(await device.shown()).toMatchObject([{ title: "newer" }]);
  await device.press(fired.tag, "");
  await expect(page).toHaveURL(`/alerts/${fired.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("CardLostException");
});

test("whoever is signed out by then is told so, and the alert stays as it is", async ({ page, onCall, service }) => {
  await switchOn(page, service);
  const device = await openDevice(page);
  await onCall.shop.fail("payments", orders("CardStolenException"));
  const fired = await service.next("CardStolenException");
  await page.context().clearCookies();
  // Where its page leaves for by itself, sooner or later.
  await page.goto("/sign-in");
  await device.deliver(fired);
  await expect.poll(device.shown).toHaveLength(1);
  await device.press(fired.tag, "acknowledge");
  await expect.poll(device.shown).toMatchObject([{ body: "Not done: Sign in first. Tap to open the alert." }]);
  await page.goto(`/sign-in?to=/alerts/${fired.id}`);
  await signIn(page, ana);
  await expect(page.getByText("Nobody has it yet.")).toBeVisible();
});

test("switched off again, the device is told nothing", async ({ page, onCall, service }) => {
  await switchOn(page, service);
  await page.getByRole("button", { name: "Stop notifying this device" }).click();
  await expect(page.getByText("This device is not told of alerts.")).toBeVisible();
  await expect(page.getByText("0 devices of yours")).toBeVisible();
  await onCall.shop.fail("payments", orders("CardExpiredException"));
  const link = await onCall.linkOf("CardExpiredException");
  await page.goto(link);
  await expect(page.getByText("No device: nobody has switched notifications on, under Settings.", { exact: false })).toBeVisible({
    timeout: 30_000,
  });
  expect(service.got.filter(({ title }) => title.includes("CardExpiredException"))).toEqual([]);
});

test("a browser that refuses, cannot, or fails to subscribe says so, and what helps", async ({ page, browser, onCall }) => {
  await page.goto("/sign-in?to=/settings");
  await signIn(page, ana);
  // Nobody answers the question of a window of a test, which Chromium takes for a no.
  await page.getByRole("button", { name: "Notify this device" }).click();
  await expect(page.getByText("The browser was not allowed to show notifications.")).toBeVisible();
  await expect(page.getByText("This browser blocks notifications of Redrive. Allow them in its settings", { exact: false })).toBeVisible();
  await expect(page.getByRole("button", { name: "Notify this device" })).toHaveCount(0);
  await expectAccessible(page);
  // Its own push service refuses a private window, as this one is.
  await page.context().grantPermissions(["notifications"]);
  await page.reload();
  await page.getByRole("button", { name: "Notify this device" }).click();
  await expect(page.getByText("This browser could not subscribe at its push service", { exact: false })).toBeVisible();
  await expect(page.getByText("This device is not told of alerts.")).toBeVisible();
  const other = await (await browser.newContext({ baseURL: onCall.url })).newPage();
  await other.addInitScript(() => {
    Reflect.deleteProperty(globalThis, "PushManager");
  });
  await other.goto("/sign-in?to=/settings");
  await signIn(other, ana);
  await expect(other.getByText("This browser shows no notifications.", { exact: false })).toBeVisible();
  await other.context().close();
});
