import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { actOnAlert } from "./act.ts";
import { removeRule, saveRule } from "./change-rule.ts";
import { startEvaluating } from "./evaluate-alerts.ts";
import { getAlert } from "./get.ts";
import { listAlerts } from "./list.ts";
import { listRules, listSilences } from "./list-rules.ts";
import { readNotice } from "./read-notice.ts";
import { setOwner } from "./set-owner.ts";
import { endSilence, makeSilence } from "./silence.ts";
import { listAlertsInput, saveRuleInput } from "./input.ts";

const reason = "a test";

async function open() {
  const ctx = testContext(await testDatabase(), {
    config: {
      alerts: { defaults: false, rules: [] },
      channels: [
        { kind: "log", name: "oncall" },
        { kind: "log", name: "boss" },
        { kind: "log", name: "pay" },
      ],
      owners: [{ team: "payments", queues: ["shop/orders.*"], eventTypes: [], frames: [], tells: ["pay"] }],
    },
  });
  const reader = await watchQueue(ctx);
  await ctx.sql`update queues set alive_at = now() + interval '1 day'`;
  const evaluate = startEvaluating();
  const start = Date.now();
  const goTo = (minutes: number) => evaluate(ctx, { gapMs: 0, at: new Date(start + minutes * 60_000) });
  const rule = { kind: "depth", count: 2, forSeconds: 0, keepSeconds: 0, steps: [{ afterSeconds: 600, tells: ["boss"] }] };
  const { id: ruleId } = await saveRule(ctx, saveRuleInput.parse({ name: "deep", rule, reason }));
  await goTo(0);
  await capture(ctx, reader, [rawMessage(), rawMessage()]);
  await goTo(1);
  const [alert] = (await listAlerts(ctx, listAlertsInput.parse({}))).alerts;
  const id = alert?.id ?? 0;
  const kinds = async () =>
    (await getAlert(ctx, { id })).transitions.toReversed().map(({ kind, quiet }) => (quiet ? `${kind} (${quiet})` : kind));
  const told = () => ctx.sql<{ channel: string; seq: number }[]>`select channel, seq from deliveries order by id`;
  const toldOf = async (kind: string) =>
    (
      await ctx.sql<{ channel: string }[]>`
        select d.channel from deliveries d join alert_transitions t using (alert_id, seq) where t.kind::text = ${kind} order by 1`
    ).map(({ channel }) => channel);
  const clear = () => ctx.sql`update day_counts set n = 0 where state = 'dead'`;
  return { ctx, reader, ruleId, id, goTo, kinds, told, toldOf, clear };
}

test("an alert says what is wrong, whose it is, and who has it; its owner's channels are told", async () => {
  const { ctx, id, told } = await open();
  const { alert, condition } = await getAlert(ctx, { id });
  expect(alert).toMatchObject({
    title: "orders.dlq has 2 dead letters",
    owner: "payments",
    state: "firing",
    acts: ["acknowledge", "snooze", "mute"],
  });
  expect(alert.holder).toMatch(/^nobody; boss at /);
  expect(condition).toBe("at least 2 dead letters");
  expect(await told()).toEqual([{ channel: "pay", seq: 1 }]);
  const notice = await readNotice(ctx, id, 1);
  expect(notice).toMatchObject({ happened: "fired", title: alert.title, dedupKey: `redrive-test-${id}`, standsFor: 1 });
  expect(notice?.links.map(({ label }) => label)).toEqual([expect.stringMatching(/^Show /), "Messages"]);
  expect(notice?.facts.map(({ label }) => label)).toEqual(expect.arrayContaining(["Arrived", "Oldest"]));
  expect(await readNotice(ctx, id, 99)).toBeNull();
});

test("an acknowledgement stops the steps of the escalation, a second press does nothing, and getting worse asks again", async () => {
  const { ctx, reader, id, goTo, kinds } = await open();
  await actOnAlert(ctx, { id, act: "acknowledge", reason: "mine" });
  await actOnAlert(ctx, { id, act: "acknowledge", reason: "mine" });
  await goTo(30);
  expect(await kinds()).toEqual(["fired", "acknowledged"]);
  expect((await getAlert(ctx, { id })).alert).toMatchObject({ state: "acknowledged", holder: "test" });
  await capture(
    ctx,
    reader,
    Array.from({ length: 20 }, () => rawMessage()),
  );
  await goTo(31);
  await goTo(42);
  expect(await kinds()).toEqual(["fired", "acknowledged", "worse", "escalated"]);
  const audit = await ctx.sql`select permission, reason, data ->> 'act' as act from audit where permission = 'alert.acknowledge'`;
  expect(audit).toEqual([{ permission: "alert.acknowledge", reason: "mine", act: "acknowledge" }]);
});

test("without one the next step is told, once", async () => {
  const { goTo, kinds, told } = await open();
  for (const minutes of [10.9, 11, 12, 30]) await goTo(minutes);
  expect(await kinds()).toEqual(["fired", "escalated"]);
  expect(
    (await told())
      .filter(({ seq }) => seq === 2)
      .map(({ channel }) => channel)
      .toSorted(),
  ).toEqual(["boss", "pay"]);
});

test("an acknowledgement that meets the end of the alert begins nothing again", async () => {
  const { ctx, id, goTo, kinds, clear } = await open();
  await clear();
  await Promise.allSettled([goTo(2), actOnAlert(ctx, { id, act: "acknowledge", reason: "" })]);
  await goTo(3);
  await expect(actOnAlert(ctx, { id, act: "acknowledge", reason: "" })).rejects.toThrow("This alert is over");
  expect((await kinds()).at(-1)).toBe("resolved");
  expect((await getAlert(ctx, { id })).alert.state).toBe("resolved");
});

test("a snooze ends by itself, a muted alert tells when it gets worse", async () => {
  const { ctx, reader, id, goTo, kinds, toldOf } = await open();
  await actOnAlert(ctx, { id, act: "snooze", minutes: 60, reason: "" });
  await actOnAlert(ctx, { id, act: "snooze", minutes: 60, reason: "" });
  await goTo(30);
  expect(await kinds()).toEqual(["fired", "snoozed"]);
  await goTo(62);
  expect(await kinds()).toEqual(["fired", "snoozed", "snooze_over", "escalated"]);
  expect(await toldOf("snooze_over")).toEqual(["pay"]);
  await actOnAlert(ctx, { id, act: "mute", reason: "" });
  await capture(
    ctx,
    reader,
    Array.from({ length: 3 }, () => rawMessage()),
  );
  await goTo(70);
  await capture(
    ctx,
    reader,
    Array.from({ length: 30 }, () => rawMessage()),
  );
  await goTo(80);
  expect((await kinds()).slice(4)).toEqual(["muted", "changed (muted)", "worse"]);
  await actOnAlert(ctx, { id, act: "mute", reason: "" });
  await actOnAlert(ctx, { id, act: "unmute", reason: "" });
  await actOnAlert(ctx, { id, act: "acknowledge", reason: "" });
  await actOnAlert(ctx, { id, act: "take_back", reason: "" });
  expect((await kinds()).slice(7)).toEqual(["muted", "unmuted", "acknowledged", "taken_back"]);
});

test("a snooze is ended by hand, once, and everybody who was told hears of it", async () => {
  const { ctx, id, kinds } = await open();
  await actOnAlert(ctx, { id, act: "unsnooze", reason: "" });
  await actOnAlert(ctx, { id, act: "snooze", minutes: 60, reason: "" });
  await actOnAlert(ctx, { id, act: "unsnooze", reason: "" });
  await actOnAlert(ctx, { id, act: "unsnooze", reason: "" });
  expect(await kinds()).toEqual(["fired", "snoozed", "snooze_over"]);
  expect((await getAlert(ctx, { id })).alert.snoozedUntil).toBeNull();
});

test("a silence has an end and a reason, holds at once, and what still fires afterwards is told", async () => {
  const { ctx, id, goTo, kinds, toldOf } = await open();
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const made = await makeSilence(ctx, { ruleId: null, queues: ["shop/*"], groups: [], until, reason });
  expect((await listSilences(ctx)).silences).toMatchObject([{ id: made.id, queues: ["shop/*"], reason, by: { name: "test" } }]);
  expect((await getAlert(ctx, { id })).alert.state).toBe("silenced");
  await goTo(20);
  expect(await kinds()).toEqual(["fired", "silenced"]);
  await endSilence(ctx, { id: made.id });
  await expect(endSilence(ctx, { id: made.id })).rejects.toThrow("over already");
  await goTo(21);
  expect(await kinds()).toEqual(["fired", "silenced", "unsilenced", "escalated"]);
  expect(await toldOf("unsilenced")).toEqual(["pay"]);
  const past = { ruleId: null, queues: ["shop/*"], groups: [], until: new Date(0).toISOString(), reason };
  await expect(makeSilence(ctx, past)).rejects.toThrow("has passed");
});

test("what a person decided about an owner no rule changes", async () => {
  const { ctx, goTo } = await open();
  const [group] = await ctx.sql<{ id: number }[]>`select id from groups`;
  await setOwner(ctx, { groupId: group?.id ?? 0, team: null });
  await startEvaluating()(ctx, { gapMs: 0 });
  await goTo(5);
  expect(await ctx.sql`select team from group_owners`).toEqual([{ team: null }]);
  await setOwner(ctx, { groupId: group?.id ?? 0, team: "orders" });
  await goTo(6);
  expect(await ctx.sql`select team from group_owners`).toEqual([{ team: "orders" }]);
});

test("an owner that an evaluation gave and that was rolled back is given by the next", async () => {
  const { ctx } = await open();
  await ctx.sql`delete from group_owners`;
  await ctx.sql`create function fails() returns trigger language plpgsql as 'begin raise exception ''lost''; end'`;
  await ctx.sql`create trigger fails before update on alert_turns for each row execute function fails()`;
  const evaluate = startEvaluating();
  await expect(evaluate(ctx, { gapMs: 0 })).rejects.toThrow("lost");
  await ctx.sql`drop trigger fails on alert_turns`;
  await evaluate(ctx, { gapMs: 0 });
  expect(await ctx.sql`select team from group_owners`).toEqual([{ team: "payments" }]);
});

test("a rule that is changed keeps its alerts, one that is removed ends them; channels have to exist", async () => {
  const { ctx, ruleId, goTo, kinds } = await open();
  const rule = { kind: "depth", count: 1, keepSeconds: 0 };
  await saveRule(ctx, saveRuleInput.parse({ name: "deep", rule, reason }));
  await goTo(2);
  expect((await listRules(ctx)).rules).toMatchObject([
    { id: ruleId, name: "deep", condition: "at least 1 dead letter, for 1 min", firing: 1 },
  ]);
  const wrong = saveRuleInput.parse({ name: "deep", rule: { ...rule, tells: ["fax"] }, reason });
  await expect(saveRule(ctx, wrong)).rejects.toThrow("There is no channel fax. There are: oncall, boss, pay.");
  await removeRule(ctx, { id: ruleId, reason });
  await goTo(3);
  expect(await kinds()).toEqual(["fired", "resolved"]);
});

test("a rule that takes the place of another one of its name goes on with its alerts and silences", async () => {
  const ctx = testContext(await testDatabase(), {
    config: { alerts: { defaults: true, rules: [] }, channels: [{ kind: "log", name: "oncall" }] },
  });
  const reader = await watchQueue(ctx);
  await ctx.sql`update queues set alive_at = now() + interval '1 day'`;
  const evaluate = startEvaluating();
  await evaluate(ctx, { gapMs: 0 });
  await capture(ctx, reader, [rawMessage()]);
  await evaluate(ctx, { gapMs: 0 });
  const [alert] = (await listAlerts(ctx, listAlertsInput.parse({}))).alerts;
  const id = alert?.id ?? 0;
  const before = (await listRules(ctx)).rules.find(({ name }) => name === "new-failure");
  await actOnAlert(ctx, { id, act: "acknowledge", reason: "" });
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await makeSilence(ctx, { ruleId: before?.id ?? 0, queues: ["shop/*"], groups: [], until, reason });

  const saved = await saveRule(
    ctx,
    saveRuleInput.parse({ name: "new-failure", rule: { kind: "new_group", hours: 2, forSeconds: 0 }, reason }),
  );
  expect(saved.id).not.toBe(before?.id);
  await evaluate(ctx, { gapMs: 0 });
  const kinds = async () => (await getAlert(ctx, { id })).transitions.toReversed().map(({ kind }) => kind);
  const ruleIds = async () =>
    (await ctx.sql<{ id: number }[]>`select rule_id as id from alerts union all select rule_id from silences`).map((row) => row.id);
  expect(await kinds()).toEqual(["fired", "acknowledged", "silenced"]);
  expect(await ruleIds()).toEqual([saved.id, saved.id]);
  await removeRule(ctx, { id: saved.id, reason });
  await evaluate(ctx, { gapMs: 0 });
  expect(await kinds()).toEqual(["fired", "acknowledged", "silenced"]);
  expect(await ruleIds()).toEqual([before?.id, before?.id]);

  const other = saveRuleInput.parse({ name: "new-failure", rule: { kind: "depth", count: 1, forSeconds: 0 }, reason });
  await saveRule(ctx, other);
  await evaluate(ctx, { gapMs: 0 });
  expect((await kinds()).at(-1)).toBe("resolved");
});
