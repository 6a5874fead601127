import { expect, test } from "vitest";
import { triageGroup } from "../groups/triage.ts";
import { textHeader } from "../sources/json-head.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { defaultRules } from "./default-rules.ts";
import { startEvaluating } from "./evaluate-alerts.ts";
import { everywhere, type RuleSpec } from "./rule.ts";

const minute = 60_000;
const depthRule: RuleSpec = {
  name: "deep",
  kind: "depth",
  params: { count: 3, recover: null },
  per: "queue",
  where: everywhere,
  severity: "error",
  forSeconds: 60,
  keepSeconds: 120,
  tells: null,
  steps: [],
  repeatSeconds: null,
  runbook: null,
  enabled: true,
};

async function open(rules: readonly RuleSpec[] = [depthRule], defaults = false) {
  const database = await testDatabase();
  const start = new Date(Math.floor(Date.now() / 1_000) * 1_000);
  let now = start;
  const ctx = testContext(database, {
    clock: () => now,
    config: { alerts: { defaults, rules }, channels: [{ kind: "log", name: "oncall" }] },
  });
  const reader = await watchQueue(ctx);
  await ctx.sql`update queues set alive_at = now() + interval '1 day'`;
  const worker = () => {
    const evaluate = startEvaluating();
    return (at: Date) => evaluate(ctx, { gapMs: 0, at });
  };
  const evaluate = worker();
  const die = (n: number, type = "Timeout") =>
    capture(
      ctx,
      { ...reader, rules: { ...reader.rules, headers: { errorType: "error-type" } } },
      Array.from({ length: n }, () => rawMessage({ headers: [textHeader("error-type", type)], identity: crypto.randomUUID() })),
    );
  const goTo = async (minutes: number) => {
    now = new Date(start.getTime() + minutes * minute);
    return evaluate(now);
  };
  const told = () =>
    ctx.sql<{ kind: string; quiet: string | null; channels: number }[]>`
      select t.kind, t.quiet, count(d.id)::int as channels from alert_transitions t left join deliveries d using (alert_id, seq)
      group by t.alert_id, t.seq, t.kind, t.quiet order by t.alert_id, t.seq`;
  const states = () => ctx.sql<{ key: string; state: string }[]>`select key, state from alerts order by id`;
  return { ctx, reader, die, goTo, told, states, worker };
}

test("an alert is pending, fires, recovers and is resolved, each told once, whoever evaluates and however often", async () => {
  const { ctx, reader, die, goTo, told, states, worker } = await open();
  const key = `queue:${reader.queueId}`;
  await goTo(0);
  expect(await states()).toEqual([]);
  const ids = await die(3);
  await goTo(1);
  expect(await states()).toEqual([{ key, state: "pending" }]);
  await goTo(1.5);
  await goTo(2);
  await goTo(2);
  // A worker that starts now goes on from the rows.
  await worker()(new Date(Date.now() + 2.1 * minute));
  expect(await told()).toEqual([{ kind: "fired", quiet: null, channels: 1 }]);
  await ctx.sql`update messages set state = 'discarded' where id = ${ids[0] ?? 0}`;
  await ctx.sql`update day_counts set n = 2 where state = 'dead'`;
  await goTo(3);
  expect(await states()).toEqual([{ key, state: "recovering" }]);
  await goTo(5);
  expect(await states()).toEqual([{ key, state: "resolved" }]);
  expect(await told()).toEqual([
    { kind: "fired", quiet: null, channels: 1 },
    { kind: "resolved", quiet: null, channels: 1 },
  ]);
  expect(await ctx.sql`select state from deliveries order by id`).toEqual([{ state: "superseded" }, { state: "pending" }]);
});

test("what has not held for long enough is no alert, and leaves nothing", async () => {
  const { ctx, die, goTo, told, states } = await open();
  await die(3);
  await goTo(0);
  await ctx.sql`update day_counts set n = 0 where state = 'dead'`;
  await goTo(0.9);
  expect([await states(), await told()]).toEqual([[], []]);
});

test("many workers at the same time fire once", async () => {
  const { die, told, worker } = await open([{ ...depthRule, forSeconds: 0 }]);
  await die(3);
  const at = new Date();
  await Promise.all(Array.from({ length: 6 }, () => worker()(at)));
  expect(await told()).toEqual([{ kind: "fired", quiet: null, channels: 1 }]);
});

test("the rules that need no configuration: a new failure fires, and is over when somebody acknowledges its group", async () => {
  const { ctx, die, goTo, told } = await open([], true);
  await die(2);
  await goTo(0.1);
  const [group] = await ctx.sql<{ id: number }[]>`select id from groups`;
  expect(await told()).toEqual([{ kind: "fired", quiet: null, channels: 1 }]);
  await triageGroup(ctx, { id: group?.id ?? 0, act: "acknowledge", reason: "I look" });
  await goTo(0.2);
  expect((await told()).map(({ kind }) => kind)).toEqual(["fired", "resolved"]);
});

test("a failure that an upgrade derives anew is no news", async () => {
  const { ctx, die, goTo, told } = await open([], true);
  await die(1);
  await ctx.sql`update groups set found_at = null`;
  await goTo(0.1);
  expect(await told()).toEqual([]);
});

test("of a rush of new failures one alert tells, and says how many it stands for; each stays an alert of its own", async () => {
  const { ctx, die, goTo, told } = await open(defaultRules.filter(({ kind }) => kind === "new_group"));
  for (let n = 0; n < 30; n++) await die(1, `com.shop.Error${String.fromCharCode(65 + n)}x`);
  await goTo(0.1);
  expect((await told()).filter(({ quiet }) => quiet === null)).toEqual([{ kind: "fired", quiet: null, channels: 1 }]);
  const [many] = await ctx.sql<{ n: number; id: number }[]>`select stands_for as n, id from alerts where key = 'many'`;
  expect(many?.n).toBe(30);
  expect(await ctx.sql`select count(*)::int as n from alerts where grouped_in = ${many?.id ?? 0} and state = 'firing'`).toEqual([
    { n: 30 },
  ]);
  await ctx.sql`update groups set triage = 'acknowledged'`;
  await goTo(0.3);
  expect((await told()).filter(({ quiet }) => quiet === null).map(({ kind }) => kind)).toEqual(["fired", "resolved"]);
});

test("while a queue is not read nothing of it begins or ends, and that it is not read is an alert", async () => {
  const blind: RuleSpec = {
    ...depthRule,
    name: "blind",
    kind: "collector_blind",
    params: {},
    per: "queue",
    severity: "critical",
    forSeconds: 90,
  };
  const { ctx, die, goTo, told } = await open([{ ...depthRule, forSeconds: 0 }, blind]);
  await die(3);
  await goTo(0);
  await ctx.sql`update queues set alive_at = now() - interval '10 minutes'`;
  await ctx.sql`update day_counts set n = 1 where state = 'dead'`;
  await goTo(0.5);
  await goTo(5);
  const kinds = (await told()).map(({ kind, quiet }) => (quiet ? `${kind} (${quiet})` : kind));
  expect(kinds.toSorted()).toEqual(["blind", "fired", "fired"]);
  await ctx.sql`update queues set alive_at = now() + interval '1 day'`;
  await goTo(6);
  await goTo(9);
  expect((await told()).filter(({ kind }) => kind === "resolved")).toHaveLength(2);
});

test("a rule that asks for event types counts only those", async () => {
  const of = (eventTypes: readonly string[], name: string) => ({ ...depthRule, name, forSeconds: 0, where: { ...everywhere, eventTypes } });
  const { ctx, die, goTo } = await open([of(["Order*"], "orders"), of(["Refund*"], "refunds")]);
  await die(3);
  await goTo(0);
  expect(await ctx.sql`select r.name from alerts a join alert_rules r on r.id = a.rule_id`).toEqual([{ name: "orders" }]);
});
