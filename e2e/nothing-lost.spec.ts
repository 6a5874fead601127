import { confirm, openMessages } from "./support/pages.ts";
import { failedOrder } from "./support/shop.ts";
import { expect, test } from "./support/stack.ts";

const unreadable = {
  type: "com.fasterxml.jackson.databind.JsonMappingException",
  text: "Cannot deserialize value of type Money",
  at: "com.shop.orders.OrderReader.read(OrderReader.java:12)",
};

test("what was written in an edit is there again after Cancel, Back, a crumb and the palette, until it is saved", async ({
  page,
  stack,
}) => {
  await stack.shop.fail("orders", [failedOrder("ord-n1", unreadable)]);
  await openMessages(page, "key:ord-n1", 1);
  await page.getByRole("link", { name: /JsonMappingException/ }).click();
  const edit = page.getByRole("button", { name: /^Edit/ });
  await edit.click();
  const editor = page.getByRole("textbox", { name: "Body" });
  await editor.click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText('{"eventId":"evt-ord-n1","kept":true}');
  const leave = {
    cancel: () => page.getByRole("button", { name: "Cancel" }).click(),
    back: () => page.goBack(),
    crumb: () => page.getByRole("navigation", { name: "Where" }).getByRole("link", { name: "ord-n1" }).click(),
    palette: async () => {
      await page.keyboard.press("ControlOrMeta+K");
      await page.getByRole("combobox").fill("queues");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/\/queues$/);
      await page.goBack();
      await page.goBack();
    },
  };
  for (const [way, go] of Object.entries(leave)) {
    await test.step(way, async () => {
      await go();
      await edit.click();
      await expect(editor).toContainText('"kept":true');
      await expect(page.getByText("This is what you wrote before; it is not saved yet.")).toBeVisible();
    });
  }
  await page.getByRole("button", { name: "Start over" }).click();
  await expect(editor).toContainText("9007199254740993");
  await editor.click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText('{"eventId":"evt-ord-n1","kept":2}');

  await test.step("a reason survives the closing of its dialog", async () => {
    await page.getByRole("button", { name: "Save edit" }).click();
    await page.getByRole("dialog").getByLabel("Reason").fill("a repaired body");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await page.getByRole("button", { name: "Save edit" }).click();
    await expect(page.getByRole("dialog").getByLabel("Reason")).toHaveValue("a repaired body");
    await confirm(page, "a repaired body", "Save edit");
  });
  await expect(page).toHaveURL(/tab=history/);
  await edit.click();
  await expect(editor).toContainText('"kept": 2');
  await expect(page.getByText("This is what you wrote before")).toBeHidden();
});

test("the reason of a plan is there after a reload, and gone once it has started", async ({ page, stack }) => {
  await stack.shop.fail("orders", [failedOrder("ord-n2", unreadable)]);
  await openMessages(page, "key:ord-n2", 1);
  await page.getByRole("link", { name: /JsonMappingException/ }).click();
  await page.getByRole("button", { name: "Plan replay" }).click();
  await page.getByLabel("Reason").fill("the reader was mended");
  const plan = page.url();
  await page.reload();
  await expect(page.getByLabel("Reason")).toHaveValue("the reader was mended");
  await page.getByRole("button", { name: /Start, 1 to send/ }).click();
  await expect(page).toHaveURL(/\/replays\/\d+$/);
  await page.goto(plan);
  await expect(page.getByLabel("Reason")).toHaveValue("");
});

test("a rule that is being written is there again after Back, a crumb and the palette, and when somebody else saves it", async ({
  page,
  context,
}) => {
  await page.goto("/alerts");
  const rule = page.getByRole("link", { name: /^Many dead letters/ }).first();
  await rule.click();
  await page.waitForURL(/\/alerts\/rules\/\d+$/);
  const opened = page.url();
  const [runbook, kept] = [page.getByLabel("Runbook"), "https://wiki.shop.example/kept"];
  await runbook.fill(kept);
  const leave = {
    back: () => page.goBack(),
    crumb: () => page.getByRole("navigation", { name: "Where" }).getByRole("link", { name: "Alerts" }).click(),
    palette: async () => {
      await page.keyboard.press("ControlOrMeta+K");
      await page.getByRole("combobox").fill("alerts");
      await page.keyboard.press("Enter");
    },
  };
  for (const [way, go] of Object.entries(leave)) {
    await test.step(way, async () => {
      await go();
      await expect(page).toHaveURL(/\/alerts$/);
      await rule.click();
      await expect(runbook).toHaveValue(kept);
      await expect(page.getByText("This is what you wrote before; it is not saved yet.")).toBeVisible();
    });
  }
  await test.step("another's change is told, and the draft stays", async () => {
    const other = await context.newPage();
    await other.goto(opened);
    await other.getByLabel("Runbook").fill("https://wiki.shop.example/theirs");
    await other.getByRole("button", { name: "Save rule" }).first().click();
    await confirm(other, "a runbook", "Save rule");
    await expect(page.getByText("It was changed since you began to write.")).toBeVisible();
    await expect(runbook).toHaveValue(kept);
    await page.getByRole("button", { name: "Start over" }).click();
    await expect(runbook).toHaveValue("https://wiki.shop.example/theirs");
  });
});

test("what is typed into a dialog is there again after Escape, until it is sent", async ({ page }) => {
  await page.goto("/alerts");
  const dialog = page.getByRole("dialog");
  const open = () => page.getByRole("button", { name: "New silence" }).click();
  await open();
  await dialog.getByLabel("Queues").fill("shop-eu/payments.dlq");
  await dialog.getByLabel("Reason").fill("they are being mended");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await open();
  await expect(dialog.getByLabel("Queues")).toHaveValue("shop-eu/payments.dlq");
  await expect(dialog.getByLabel("Reason")).toHaveValue("they are being mended");
  await dialog.getByRole("button", { name: /^Silence until/ }).click();
  await expect(dialog).toBeHidden();
  await open();
  await expect(dialog.getByLabel("Reason")).toHaveValue("");
});

test("no key acts under an open dialog, menu or palette", async ({ page, stack }) => {
  await stack.shop.fail("orders", [failedOrder("ord-n3", unreadable), failedOrder("ord-n4", unreadable)]);
  await openMessages(page, "key:ord-n3", 1);
  await page.getByRole("link", { name: /JsonMappingException/ }).click();
  const heading = page.getByRole("heading", { level: 1 });
  await expect(heading).toContainText("ord-n3");
  const message = page.url();

  await test.step("under a menu and a confirmation", async () => {
    await page.getByRole("button", { name: "More actions" }).first().click();
    await expect(page.getByRole("menu")).toBeVisible();
    await page.keyboard.press("j");
    await page.keyboard.press("r");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("button", { name: "Close" }).focus();
    for (const key of ["j", "k", "r", "e", "?", "ControlOrMeta+k", "ControlOrMeta+s"]) await page.keyboard.press(key);
    await expect(page.getByRole("dialog")).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    expect(page.url()).toBe(message);
  });

  await test.step("Ctrl Enter under the palette starts no replay", async () => {
    await page.getByRole("button", { name: "Plan replay" }).click();
    await page.getByLabel("Reason").fill("not yet");
    await expect(page.getByRole("button", { name: /Start, 1 to send/ })).toBeEnabled();
    await page.keyboard.press("ControlOrMeta+k");
    await expect(page.getByRole("dialog", { name: "Jump to" })).toBeVisible();
    await page.keyboard.press("ControlOrMeta+k");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.keyboard.press("ControlOrMeta+k");
    await expect(page.getByRole("dialog", { name: "Jump to" })).toBeVisible();
    // The palette goes to what stands first in it, and that is all.
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.goto(message);
    await expect(heading).toContainText("failed");
    await expect(page.getByRole("button", { name: "Discard" })).toBeVisible();
  });
});

test("an address with no number that a row can have is no page", async ({ page }) => {
  for (const path of [
    "/messages/abc",
    "/messages/0",
    "/messages/-1",
    "/messages/1e3",
    "/messages/99999999999999999999",
    "/messages/abc/edit",
    "/replays/abc",
    "/groups/0x1",
  ]) {
    const response = await page.goto(path);
    expect([path, response?.status()]).toEqual([path, 404]);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no such page.");
  }
});
