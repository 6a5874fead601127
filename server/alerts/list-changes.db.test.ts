import { expect, test } from "vitest";
import { annotate } from "../annotations/annotate.ts";
import { triageGroup } from "../groups/triage.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { saveRule } from "./change-rule.ts";
import { startEvaluating } from "./evaluate-alerts.ts";
import { listAlertsInput, saveRuleInput } from "./input.ts";
import { listAlerts } from "./list.ts";
import { listChanges } from "./list-changes.ts";
import { listRules } from "./list-rules.ts";

async function open() {
  const ctx = testContext(await testDatabase(), { config: { alerts: { defaults: false, rules: [] }, channels: [], owners: [] } });
  const reader = await watchQueue(ctx);
  const other = await watchQueue(ctx, "refunds.dlq");
  await ctx.sql`update queues set alive_at = now() + interval '1 day'`;
  const rule = { kind: "depth", count: 2, forSeconds: 0, keepSeconds: 0, where: { queues: ["shop/orders.dlq"] } };
  await saveRule(ctx, saveRuleInput.parse({ name: "deep", rule, reason: "a test" }));
  await capture(ctx, reader, [rawMessage({ diedAt: new Date() }), rawMessage({ position: "2", diedAt: new Date() })]);
  await capture(ctx, other, [rawMessage({ body: Buffer.from("x") })]);
  await startEvaluating()(ctx, { gapMs: 0 });
  const [alert] = (await listAlerts(ctx, listAlertsInput.parse({}))).alerts;
  if (!alert) throw new Error("Nothing fires.");
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  const replay = (queue: string, minutes: number) => ctx.sql`
    insert into replays (state, selection, places, as_of, target, policy, reason, principal_id, total, created_at, refilled_at)
    values ('running', 'all', ${JSON.stringify([{ source: "shop", queue }])}::text::jsonb, now(), '{"to":"failed_queue"}', '{}', 'a test', 1, 7, ${ago(minutes)}, now())`;
  return { ctx, alert, ago, replay };
}

test("what is known to have changed near the begin of an alert, the newest first, and nothing of other queues or times", async () => {
  const { ctx, alert, ago, replay } = await open();
  await annotate(ctx, { text: "deploy 42", at: ago(30).toISOString() });
  await annotate(ctx, { text: "deploy 41", at: ago(60 * 7).toISOString() });
  await replay("orders.dlq", 20);
  await replay("refunds.dlq", 10);
  const [group] = await ctx.sql<{ id: number }[]>`select g.id from groups g join queues q on q.id = g.queue_id where q.name = 'orders.dlq'`;
  await triageGroup(ctx, { id: group?.id ?? 0, act: "acknowledge", reason: "looked at" });
  const end = new Date(Date.now() + 60_000);
  await ctx.sql`update alerts set resolved_at = ${end}`;
  const changes = await listChanges(ctx, { id: alert.id });
  expect(changes.map(({ is }) => is).toSorted()).toEqual(["act", "failure", "note", "replay", "rule"]);
  expect(changes.map(({ at }) => at.getTime())).toEqual(changes.map(({ at }) => at.getTime()).toSorted((one, other) => other - one));
  expect(changes.find(({ is }) => is === "act")?.what).toMatch(/^Somebody decided about a group: group \d+$/);
  expect(changes.find(({ is }) => is === "replay")).toMatchObject({ what: "A replay of 7 messages was started", href: /^\/replays\/\d+$/ });
  expect(changes.find(({ is }) => is === "failure")?.what).toMatch(/ was seen in orders\.dlq for the first time$/);
  expect(changes.find(({ is }) => is === "rule")).toMatchObject({ what: "Its rule deep was changed", by: { name: "test" } });
  expect(changes.at(-1)).toMatchObject({ is: "note", what: "deploy 42" });
});

test("each is told only to whoever may see it", async () => {
  const { ctx, alert, ago, replay } = await open();
  await annotate(ctx, { text: "deploy 42", at: ago(30).toISOString() });
  await replay("orders.dlq", 20);
  const as = (permissions: readonly ["alert.view", ...("replay.view" | "message.view")[]], queues = "*") => ({
    ...ctx,
    principal: { ...ctx.principal, may: [{ role: "reader", permissions, sources: ["*"], queues: [queues] }] },
  });
  const seen = async (reader: typeof ctx) => (await listChanges(reader, { id: alert.id })).map(({ is }) => is);
  expect(await seen(as(["alert.view"]))).toEqual(["rule"]);
  expect(await seen(as(["alert.view", "replay.view"]))).toEqual(["rule"]);
  expect(await seen(as(["alert.view", "message.view", "replay.view"]))).toEqual(["rule", "replay", "note"]);
  await expect(seen(as(["alert.view"], "refunds.*"))).rejects.toMatchObject({ code: "not_found" });
});

test("what died in the last hour stands beside an alert that is not over; a rule says when it fired in the last week", async () => {
  const { ctx, alert } = await open();
  expect(alert.spark).toHaveLength(12);
  expect(alert.spark?.reduce((sum, n) => sum + n, 0)).toBe(2);
  expect(alert.spark?.at(-1)).toBe(2);
  const [rule] = (await listRules(ctx)).rules;
  expect(rule?.week).toHaveLength(28);
  expect(rule?.week.at(-1)).toBe(1);
  expect(rule?.week.reduce((sum, n) => sum + n, 0)).toBe(1);
  await ctx.sql`update alerts set state = 'resolved', resolved_at = now()`;
  expect((await listAlerts(ctx, listAlertsInput.parse({ view: "resolved" }))).alerts[0]?.spark).toBeNull();
});
