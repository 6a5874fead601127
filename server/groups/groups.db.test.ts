import { expect, test } from "vitest";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { discardMessages } from "../bulk/discard.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { confirmed, capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { assignGroup } from "./assign.ts";
import { getGroup } from "./get.ts";
import { listGroupsInput } from "./input.ts";
import { listGroups } from "./list.ts";
import { noteGroup } from "./note.ts";
import { readCauses } from "./read-causes.ts";
import { triageGroup } from "./triage.ts";

const now = new Date("2026-11-20T12:00:30Z");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

const text = (name: string, value: string) => ({ name, value: { type: "string" as const, wire: "longstr", text: value } });

/** 40 timeouts, 35 of them now; 3 poison ones of an hour ago; one of yesterday. */
async function night(): Promise<{
  ctx: Ctx;
  list: (view?: "open" | "closed" | "mine" | "all", text?: string) => ReturnType<typeof listGroups>;
}> {
  const ctx = testContext(await testDatabase(), { config: { sources: [shop] }, clock: () => now });
  const payments = await watchQueue(ctx, "payments.dlq");
  const orders = await watchQueue(ctx, "orders.dlq");
  const died = (error: string, at: Date, key: string) =>
    rawMessage({
      diedAt: at,
      body: Buffer.from(JSON.stringify({ eventId: key, eventType: "OrderPlaced" })),
      headers: [
        text("x-exception-message", error),
        text("x-original-exchange", "shop"),
        text("x-original-routingKey", "order.placed"),
        text("x-exception-stacktrace", `${error}\n\tat com.shop.Handler.handle(Handler.java:8)`),
      ],
    });
  await capture(ctx, payments, [
    ...Array.from({ length: 5 }, (_, n) => died("PaymentTimeoutException: timed out", minutesAgo(90 + n), `old-${n}`)),
    ...Array.from({ length: 35 }, (_, n) => died("PaymentTimeoutException: timed out", minutesAgo(n % 8), `new-${n}`)),
  ]);
  await capture(ctx, orders, [
    ...Array.from({ length: 3 }, (_, n) => died("JsonParseException: unexpected token", minutesAgo(30), `bad-${n}`)),
    died("IllegalStateException: odd", minutesAgo(1_500), "odd"),
  ]);
  return { ctx, list: (view = "open", text = "") => listGroups(ctx, listGroupsInput.parse({ view, text })) };
}

test("groups come by urgency, with counts, a day of half-hours and a status from the counters", async () => {
  const { list } = await night();
  const { groups, next } = await list();
  expect(groups.map(({ open, total, hour, queue }) => [open, total, hour, queue])).toEqual([
    [40, 40, 35, "payments.dlq"],
    [3, 3, 3, "orders.dlq"],
    [1, 1, 0, "orders.dlq"],
  ]);
  expect(next).toBeNull();
  expect(groups[0]).toMatchObject({ status: "escalating", perMinute: 3.5 });
  expect(groups[0]?.spark).toHaveLength(48);
  expect(groups[0]?.spark.reduce((sum, n) => sum + n, 0)).toBe(40);
  expect(groups[0]?.spark.slice(-5)).toEqual([4, 1, 0, 30, 5]);
  expect(groups[2]?.spark.every((n) => n === 0)).toBe(true);
});

test("pages follow each other without a gap or a repeat", async () => {
  const { ctx } = await night();
  const ids: number[] = [];
  let after: Awaited<ReturnType<typeof listGroups>>["next"] = null;
  do {
    const page: Awaited<ReturnType<typeof listGroups>> = await listGroups(ctx, listGroupsInput.parse({ limit: 1, cursor: after }));
    ids.push(...page.groups.map(({ id }) => id));
    after = page.next;
  } while (after);
  expect(ids).toHaveLength(3);
  expect(new Set(ids).size).toBe(3);
});

test("text narrows, wildcards in it are text", async () => {
  const { list } = await night();
  expect((await list("open", "jsonparse")).groups).toHaveLength(1);
  expect((await list("open", "payments.dlq")).groups).toHaveLength(1);
  expect((await list("open", "%")).groups).toHaveLength(0);
});

test("a discarded message is no longer open and stays in the total", async () => {
  const { ctx, list } = await night();
  const id = (await list()).groups[1]?.id ?? 0;
  await discardMessages(ctx, { selection: await confirmed(ctx, `group:${id}`), reason: "known" });
  const group = (await list("all")).groups.find((row) => row.id === id);
  expect(group).toMatchObject({ open: 0, total: 3 });
  expect((await list()).groups.some((row) => row.id === id)).toBe(false);
});

test("triage moves a group, is audited with its reason, and a second time is a conflict", async () => {
  const { ctx, list } = await night();
  const id = (await list()).groups[0]?.id ?? 0;
  await triageGroup(ctx, { id, act: "acknowledge", reason: "on it" });
  expect((await list()).groups.at(-1)).toMatchObject({ id, status: "acknowledged", triagedBy: { kind: "person", name: "test" } });
  await expect(triageGroup(ctx, { id, act: "acknowledge", reason: "again" })).rejects.toThrow(DomainError);
  await triageGroup(ctx, { id, act: "mute", until: minutesAgo(-60).toISOString(), reason: "known" });
  expect((await list()).groups.at(-1)).toMatchObject({ id, status: "muted" });
  await expect(triageGroup(ctx, { id, act: "mute", until: minutesAgo(1).toISOString(), reason: "x" })).rejects.toThrow("has passed");
  const audit = await ctx.sql`select permission, subject, reason, data from audit order by id`;
  expect(audit.map((row) => [row["subject"], row["reason"], row["data"]["act"]])).toEqual([
    [`group ${id}`, "on it", "acknowledge"],
    [`group ${id}`, "known", "mute"],
  ]);
});

test("a closed group is out of the list until it dies again, and can be closed once more", async () => {
  const { ctx, list } = await night();
  const id = (await list()).groups[2]?.id ?? 0;
  await triageGroup(ctx, { id, act: "close", reason: "fixed" });
  expect((await list()).groups).toHaveLength(2);
  expect((await list("closed")).groups[0]).toMatchObject({ id, status: "closed" });
  await ctx.sql`update groups set last_seen_at = ${minutesAgo(-1)} where id = ${id}`;
  expect((await list()).groups.find((row) => row.id === id)).toMatchObject({ status: "regressed" });
  await triageGroup(ctx, { id, act: "close", reason: "fixed again" });
});

test("an assignee and a note are kept and audited", async () => {
  const { ctx, list } = await night();
  const id = (await list()).groups[0]?.id ?? 0;
  await assignGroup(ctx, { id, assignee: "test" });
  await noteGroup(ctx, { id, note: "gateway team was called" });
  expect((await list("mine")).groups).toMatchObject([{ id, assignee: "test", note: "gateway team was called" }]);
  await assignGroup(ctx, { id, assignee: null });
  expect((await list("mine")).groups).toHaveLength(0);
  expect(await assignGroup(ctx, { id, toMe: true })).toEqual({ assignee: "test" });
  expect((await list("mine")).groups).toMatchObject([{ id, assignee: "test" }]);
  await expect(noteGroup(ctx, { id: 1, note: "x" })).rejects.toThrow("There is no group");
  expect(await ctx.sql`select 1 from audit`).toHaveLength(4);
});

test("the page of one group: states, types, what they have in common, samples", async () => {
  const { ctx, list } = await night();
  const id = (await list()).groups[0]?.id ?? 0;
  const page = await getGroup(ctx, { id });
  expect(page.group).toMatchObject({ open: 40, hour: 35, status: "escalating" });
  expect(page.states).toEqual([{ state: "dead", n: 40 }]);
  expect(page.types).toEqual([{ type: "OrderPlaced", n: 40 }]);
  expect(page.spread.of).toBe(40);
  expect(page.samples).toHaveLength(6);
  expect(page.answer.title).toContain("40 messages are dead.");
  await expect(getGroup(ctx, { id: 1 })).rejects.toThrow("There is no group 1 that you may see.");
});

test("causes leave muted groups unnamed and keep them in the sums", async () => {
  const { ctx, list } = await night();
  const before = await readCauses(ctx);
  expect(before).toMatchObject({ hour: 38, open: 3 });
  expect(before.groups[0]).toMatchObject({ eventType: "OrderPlaced", open: 40, hour: 35 });
  await triageGroup(ctx, { id: (await list()).groups[0]?.id ?? 0, act: "mute", until: minutesAgo(-60).toISOString(), reason: "known" });
  const after = await readCauses(ctx);
  expect(after).toMatchObject({ hour: 38, open: 3, dead: before.dead });
  expect(after.groups).toHaveLength(2);
});
