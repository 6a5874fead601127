import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { copyAlert } from "../testing/deliveries.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { countPlaces } from "../overview/count-places.ts";
import { readInflow } from "../overview/inflow.ts";
import { actOnAlert } from "./act.ts";
import { removeOwner, saveOwner } from "./change-owner.ts";
import { saveRule } from "./change-rule.ts";
import { startEvaluating } from "./evaluate-alerts.ts";
import { getAlert } from "./get.ts";
import { listAlertsInput, listDeliveriesInput, saveOwnerInput, saveRuleInput } from "./input.ts";
import { listAlerts } from "./list.ts";
import { listChannels } from "./list-channels.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { listMarks } from "./list-marks.ts";
import { listOwners } from "./list-owners.ts";
import { summarizeAlerts } from "./summarize.ts";

const reason = "a test";
const onlyRefunds = [{ role: "viewer", permissions: ["alert.view", "group.view"], sources: ["shop"], queues: ["refunds.*"] }] as const;

async function open() {
  const ctx = testContext(await testDatabase(), {
    config: {
      alerts: { defaults: false, rules: [] },
      channels: [
        { kind: "log", name: "oncall" },
        { kind: "log", name: "boss" },
      ],
      owners: [],
    },
  });
  const reader = await watchQueue(ctx);
  await ctx.sql`update queues set alive_at = now() + interval '1 day'`;
  const evaluate = startEvaluating();
  const rule = { kind: "depth", count: 2, forSeconds: 0, keepSeconds: 0 };
  await saveRule(ctx, saveRuleInput.parse({ name: "deep", rule, reason }));
  await capture(ctx, reader, [rawMessage(), rawMessage()]);
  await evaluate(ctx, { gapMs: 0 });
  const [alert] = (await listAlerts(ctx, listAlertsInput.parse({}))).alerts;
  if (!alert) throw new Error("Nothing fires.");
  const stranger = { ...ctx, principal: { ...ctx.principal, may: onlyRefunds } };
  return { ctx, stranger, alert };
}

test("the sentence over the alerts follows who has them, and says when nothing is evaluated", async () => {
  const { ctx, stranger, alert } = await open();
  expect(await summarizeAlerts(ctx)).toMatchObject({
    answer: { title: "One alert fires, and nobody has it." },
    counts: { firing: 1, acknowledged: 0, quiet: 0, pending: 0 },
    blind: null,
  });
  expect((await countPlaces(ctx)).alerts).toBe(1);
  expect((await summarizeAlerts(stranger)).counts.firing).toBe(0);
  expect((await countPlaces(stranger)).alerts).toBe(0);
  await actOnAlert(ctx, { id: alert.id, act: "acknowledge", reason: "" });
  expect((await summarizeAlerts(ctx)).answer.title).toBe("Somebody has the alert that fires.");
  expect((await countPlaces(ctx)).alerts).toBe(0);
  await ctx.sql`update alert_turns set evaluated_at = now() - interval '10 minutes'`;
  expect((await summarizeAlerts(ctx)).blind?.what).toBe("Rules were last evaluated 10 min ago.");
  await ctx.sql`update alert_turns set evaluated_at = '-infinity'`;
  expect((await summarizeAlerts(ctx)).blind?.what).toBe("Rules have never been evaluated here.");
});

test("a snooze that is over counts as nobody's again", async () => {
  const { ctx, alert } = await open();
  await ctx.sql`update alerts set snoozed_until = now() + interval '1 hour', snoozed_by = 1`;
  expect((await summarizeAlerts(ctx)).counts).toMatchObject({ firing: 0, quiet: 1 });
  expect((await countPlaces(ctx)).alerts).toBe(0);
  await ctx.sql`update alerts set snoozed_until = now() - interval '1 second' where id = ${alert.id}`;
  expect((await summarizeAlerts(ctx)).counts).toMatchObject({ firing: 1, quiet: 0 });
  expect((await countPlaces(ctx)).alerts).toBe(1);
});

test("deliveries are told with their answers to whoever may see the alert", async () => {
  const { ctx, stranger, alert } = await open();
  await ctx.sql`update deliveries set state = 'failed', attempts = 4, answer = '503', ended_at = now() where channel = 'oncall'`;
  await ctx.sql`insert into channel_states (name, failing_since, answer) values ('oncall', now() - interval '1 hour', '503')`;
  const list = (more: object) => listDeliveries(ctx, listDeliveriesInput.parse(more));
  const { deliveries, next } = await list({ alertId: alert.id });
  expect(next).toBeNull();
  const byName = deliveries.toSorted((one, other) => one.channel.localeCompare(other.channel));
  expect(byName.map(({ channel, state, kind, title, nextAt }) => [channel, state, kind, title, nextAt !== null])).toEqual([
    ["boss", "pending", "fired", alert.title, true],
    ["oncall", "failed", "fired", alert.title, false],
  ]);
  expect((await list({ show: "failed" })).deliveries.map(({ answer }) => answer)).toEqual(["503"]);
  expect((await list({ show: "waiting", channel: "boss" })).deliveries).toHaveLength(1);
  expect((await list({ show: "superseded" })).deliveries).toEqual([]);
  const first = await list({ limit: 1 });
  expect((await list({ limit: 1, cursor: first.next })).deliveries.map(({ id }) => id)).toEqual(deliveries.slice(1).map(({ id }) => id));
  expect((await listDeliveries(stranger, listDeliveriesInput.parse({}))).deliveries).toEqual([]);
  expect((await listChannels(ctx)).channels).toMatchObject([
    { name: "oncall", kind: "log", failed: 1, waiting: 0, delivered: 0, rules: 1, answer: "503" },
    { name: "boss", failingSince: null, failed: 0, waiting: 1 },
  ]);
  expect((await summarizeAlerts(ctx)).answer.title).toMatch(/^No alert has got through oncall since /);
});

test("a group is told of the alerts of its queue, and a chart of when they fired", async () => {
  const { ctx, stranger, alert } = await open();
  const [{ id: groupId, queueId }] = await ctx.sql<[{ id: number; queueId: number }]>`select id, queue_id as "queueId" from groups`;
  const about = async (on: typeof ctx, group: number) =>
    (await listAlerts(on, listAlertsInput.parse({ about: group }))).alerts.map(({ id }) => id);
  expect(await about(ctx, groupId)).toEqual([alert.id]);
  expect(await about(ctx, groupId + 1)).toEqual([]);
  expect(await about(stranger, groupId)).toEqual([]);
  const since = new Date(Date.now() - 3_600_000).toISOString();
  expect(await listMarks(ctx, { since, queueId })).toMatchObject([{ id: alert.id, title: alert.title, resolvedAt: null }]);
  expect(await listMarks(ctx, { since, groupId })).toEqual([]);
  expect(await listMarks(stranger, { since })).toEqual([]);
  await ctx.sql`update alerts set state = 'resolved', resolved_at = now() - interval '2 hours', fired_at = now() - interval '3 hours'`;
  expect(await listMarks(ctx, { since })).toEqual([]);
  await ctx.sql`update minute_arrivals set minute = date_trunc('minute', now())`;
  expect((await readInflow(ctx, { range: "1h", queueId })).total).toBe(2);
  expect((await readInflow(ctx, { range: "24h", groupId: groupId + 1 })).total).toBe(0);
});

test("the links of an alert lead within the address by which the page was opened", async () => {
  const { ctx, alert } = await open();
  const { links } = await getAlert(ctx, { id: alert.id });
  expect(links).toEqual([{ label: "Messages", href: "/messages?filter=queue%3Aorders.dlq" }]);
});

test("owner rules of the page come after those of redrive.yaml, are audited, and take no group back", async () => {
  const { ctx, stranger } = await open();
  const owner = { team: "payments", queues: ["shop/orders.*"], reason };
  const { id } = await saveOwner(ctx, saveOwnerInput.parse(owner));
  await saveOwner(ctx, saveOwnerInput.parse({ ...owner, eventTypes: ["Order*"], tells: ["boss"] }));
  const [{ id: groupId }] = await ctx.sql<[{ id: number }]>`select id from groups`;
  await ctx.sql`insert into group_owners (group_id, team, at) values (${groupId}, 'payments', now())`;
  expect((await listOwners(ctx)).owners).toMatchObject([{ id, origin: "page", team: "payments", eventTypes: ["Order*"], groups: 1 }]);
  expect((await listOwners(stranger)).owners).toEqual([]);
  await expect(saveOwner(ctx, saveOwnerInput.parse({ ...owner, tells: ["nowhere"] }))).rejects.toThrow(
    "There is no channel nowhere. There are: oncall, boss.",
  );
  const configured = {
    ...ctx,
    config: { ...ctx.config, owners: [{ team: "payments", queues: [], eventTypes: [], frames: [], tells: [] }] },
  };
  await expect(saveOwner(configured, saveOwnerInput.parse(owner))).rejects.toThrow("The team payments stands in redrive.yaml.");
  expect(saveOwnerInput.safeParse({ team: "nobody's", reason }).error?.message).toContain("Say what is theirs");
  await removeOwner(ctx, { id, reason });
  await expect(removeOwner(ctx, { id, reason })).rejects.toThrow(`There is no owner rule ${id}.`);
  expect(await ctx.sql`select team from group_owners`).toEqual([{ team: "payments" }]);
  const acts = await ctx.sql<
    { act: string }[]
  >`select data ->> 'act' as act from audit where subject = 'owner payments' and result = 'allowed' order by id`;
  expect(acts.map(({ act }) => act)).toEqual(["save owner", "save owner", "remove owner"]);
});

test("an open breaker stands before the worst of what needs its downstream, and before nothing else that is worse", async () => {
  const { ctx, alert } = await open();
  const add = async (key: string, severity: string, kind: string, facts: object) => {
    const [{ id: rule }] = await ctx.sql<[{ id: number }]>`
      insert into alert_rules (origin, name, spec, changed_at)
      select 'page', ${key}::text, spec || jsonb_build_object('kind', ${kind}::text, 'name', ${key}::text), now() from alert_rules where id = ${alert.ruleId} returning id`;
    await ctx.sql`
      insert into alerts (rule_id, key, state, severity, since, fired_at, seq, facts, facts_at, places)
      values (${rule}, ${key}, 'firing', ${severity}::severity, now(), now(), 1, ${JSON.stringify(facts)}::text::jsonb, now(), '[]')`;
  };
  const order = async () => (await listAlerts(ctx, listAlertsInput.parse({}))).alerts.map(({ rule }) => rule);
  await add("breaker", "error", "breaker_open", { name: "bank", since: new Date().toISOString() });
  await add("unrelated", "critical", "depth", { name: "mail.dlq", n: 3, downstream: "mailer" });
  expect((await order()).slice(0, 2)).toEqual(["unrelated", "breaker"]);
  await add("dependent", "critical", "depth", { name: "orders.dlq", n: 3, downstream: "bank" });
  expect((await order()).slice(0, 2)).toEqual(["breaker", "dependent"]);
});

test("a line says as of when its numbers are, unless that is now", async () => {
  const { ctx, alert } = await open();
  const line = async () => (await getAlert(ctx, { id: alert.id })).alert;
  expect(await line()).toMatchObject({ isNow: true });
  // The same numbers for long: they are judged every few seconds all the same.
  await ctx.sql`update alerts set facts_at = now() - interval '2 hours'`;
  expect(await line()).toMatchObject({ isNow: true });
  const [{ at }] = await ctx.sql<[{ at: Date }]>`select facts_at as at from alerts`;
  await ctx.sql`update alerts set state = 'recovering', clear_since = now()`;
  expect(await line()).toMatchObject({ isNow: false, asOf: at, sentence: expect.stringContaining("It has not held since") });
  await ctx.sql`update alerts set state = 'firing', clear_since = null, blind_since = now()`;
  expect(await line()).toMatchObject({ isNow: false, asOf: at });
  await ctx.sql`update alerts set blind_since = null`;
  await ctx.sql`update alert_turns set evaluated_at = now() - interval '1 minute'`;
  expect(await line()).toMatchObject({ isNow: false });
});

test("what a list leaves out of what fires is counted", async () => {
  const { ctx } = await open();
  await copyAlert(ctx, 2);
  const { alerts, total, next } = await listAlerts(ctx, listAlertsInput.parse({ limit: 2 }));
  expect([alerts.length, total, next]).toEqual([2, 3, null]);
  expect((await listAlerts(ctx, listAlertsInput.parse({}))).total).toBeNull();
});

test("the history says until when somebody snoozed it, also after a later snooze", async () => {
  const { ctx, alert } = await open();
  for (const minutes of [60, 480]) await actOnAlert(ctx, { id: alert.id, act: "snooze", minutes, reason: "" });
  const { transitions } = await getAlert(ctx, { id: alert.id });
  const [later, first] = transitions.map(({ words }) => words);
  expect([first, later]).toEqual([
    expect.stringMatching(/^test snoozed it until .*UTC\.$/),
    expect.stringMatching(/^test snoozed it until .*UTC\.$/),
  ]);
  expect(first).not.toBe(later);
});

test("a console whose machine has another time judges by the database's clock", async () => {
  const { ctx, alert } = await open();
  const ahead = Object.assign(() => new Date(Date.now() + 600_000), { [Symbol.for("redrive.machineClock")]: true });
  const console = { ...ctx, clock: ahead };
  const answers = [await summarizeAlerts(console), await listAlerts(console, listAlertsInput.parse({})), await listChannels(console)];
  expect(answers.map(({ asOf }) => asOf.getTime() < ahead().getTime() - 300_000)).toEqual([true, true, true]);
  expect(await summarizeAlerts(console)).toMatchObject({ blind: null });
  expect((await getAlert(console, { id: alert.id })).alert.id).toBe(alert.id);
});
