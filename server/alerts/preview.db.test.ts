import { expect, test } from "vitest";
import { numberArray } from "../db/arrays.ts";
import { triageGroup } from "../groups/triage.ts";
import { pushInput } from "../downstreams/input.ts";
import { pushReadings } from "../downstreams/push.ts";
import { bank, pushed } from "../testing/downstreams.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { previewInput } from "./input.ts";
import { ruleKinds } from "./kinds.ts";
import type { PreviewAnswer } from "./output.ts";
import { previewRule } from "./preview.ts";
import { sweepAlertDepths } from "./sample-depths.ts";

async function open() {
  const ctx = testContext(await testDatabase());
  const reader = await watchQueue(ctx);
  const messages = await capture(ctx, reader, [rawMessage(), rawMessage({ position: "2" })]);
  const [group] = await ctx.sql<{ id: number }[]>`select id from groups`;
  const preview = (rule: object) => previewRule(ctx, previewInput.parse({ rule }));
  const known = async (rule: object) => {
    const answer = await preview(rule);
    if (answer.is !== "known") throw new Error(answer.why);
    return answer;
  };
  return { ctx, reader, messages, groupId: group?.id ?? 0, preview, known };
}

/** How long ago each firing began and ended, in minutes. */
function agesOf({ firings }: Extract<PreviewAnswer, { is: "known" }>, now = Date.now()) {
  const age = (at: Date | null) => at && Math.round((now - at.getTime()) / 60_000);
  return firings.map(({ at, until }) => [age(at), age(until)]);
}

test("depths: when it would have fired, the deepest of each stretch beside the limit, and how often at other numbers", async () => {
  const { ctx, reader, known, preview } = await open();
  await ctx.sql`delete from alert_depths`;
  await ctx.sql`
    insert into alert_depths (queue_id, at, dead) select ${reader.queueId}, date_trunc('minute', now()) - make_interval(mins => m), n
    from (values (600, 0), (500, 50), (490, 2), (300, 80), (100, 0), (30, 60)) as t(m, n)`;
  const depth = await known({ kind: "depth", count: 40, forSeconds: 60, keepSeconds: 0 });
  expect(depth).toMatchObject({ total: 3, words: "Would have fired 3 times in 10 h, and would fire now." });
  expect(depth.others).toEqual([
    { param: "count", value: 20, total: 3, now: true },
    { param: "count", value: 32, total: 3, now: true },
    { param: "count", value: 50, total: 3, now: true },
    { param: "count", value: 80, total: 1, now: false },
  ]);
  expect(depth.chart).toMatchObject({ unit: "dead letters", bucketMs: 300_000 });
  expect(Math.max(...(depth.chart?.points ?? []).map(({ value }) => value ?? 0))).toBe(80);
  expect(depth.chart?.points.find(({ value }) => value === 80)).toMatchObject({ limit: 40, name: "orders.dlq" });
  expect(await known({ kind: "depth", count: 70, forSeconds: 0 })).toMatchObject({ total: 1 });
  expect(await known({ kind: "depth", count: 7_000 })).toMatchObject({ total: 0, words: "Would not have fired in 10 h." });
  expect(await preview({ kind: "depth", per: "group" })).toMatchObject({ is: "now", why: /of whole queues, and not of their groups/ });
  await ctx.sql`update alert_depths set at = at - interval '9 days'`;
  await sweepAlertDepths(ctx);
  expect(await preview({ kind: "depth" })).toMatchObject({ is: "now", why: /No worker has noted yet/ });
});

test("arrivals: of whole queues, of single groups, and of those of one verdict", async () => {
  const { ctx, known } = await open();
  await ctx.sql`
    insert into minute_arrivals (minute, group_id, n) select date_trunc('minute', now()) - make_interval(mins => m), g.id, 50 from groups g, generate_series(200, 210) m
    on conflict (minute, group_id) do update set n = excluded.n`;
  await ctx.sql`update groups set last_seen_at = now(), verdict = 'poison'`;
  const rate = await known({ kind: "rate", perMinute: 20, keepSeconds: 0 });
  expect(rate).toMatchObject({ total: 1, chart: { unit: "a minute" } });
  expect(rate.others.map(({ param, value }) => [param, value])).toEqual([
    ["perMinute", 10],
    ["perMinute", 16],
    ["perMinute", 25],
    ["perMinute", 40],
  ]);
  expect(await known({ kind: "rate", perMinute: 20, per: "group" })).toMatchObject({ total: 1 });
  expect(await known({ kind: "rate", perMinute: 20, where: { verdicts: ["poison"] } })).toMatchObject({ total: 1 });
  expect(await known({ kind: "rate", perMinute: 20, where: { verdicts: ["transient"] } })).toMatchObject({ total: 0 });
  // What is usual moves, and the limit with it.
  const usual = await known({ kind: "rate", times: 3, least: 5 });
  expect(usual).toMatchObject({ total: 1 });
  expect(usual.others[0]).toMatchObject({ param: "times", value: 1.5 });
});

test("arrivals of five days ago fire too; where only hours are kept of them, the preview begins later and says so", async () => {
  const { ctx, known } = await open();
  const rate = { kind: "rate", perMinute: 20, keepSeconds: 0 };
  const days = (n: number) => new Date(Date.now() - n * 86_400_000);
  await ctx.sql`update groups set last_seen_at = now()`;
  for (const [table, at] of [
    ["minute", days(5)],
    ["hour", days(5)],
    ["minute", days(1)],
    ["hour", days(1)],
  ] as const)
    await (table === "minute"
      ? ctx.sql`insert into minute_arrivals (minute, group_id, n) select date_trunc('minute', ${at}::timestamptz), id, 500 from groups`
      : ctx.sql`insert into hour_arrivals (group_id, hour, early, late) select id, date_trunc('hour', ${at}::timestamptz), 500, 0 from groups`);
  await ctx.sql`delete from minute_arrivals where minute < now() - interval '6 days'`;
  await ctx.sql`delete from hour_arrivals where hour < now() - interval '6 days'`;
  const week = await known(rate);
  expect(week).toMatchObject({ total: 2, words: "Would have fired 2 times in 7 d." });
  expect(Math.round((Date.now() - week.from.getTime()) / 86_400_000)).toBe(7);
  await ctx.sql`delete from minute_arrivals where minute < now() - interval '2 days'`;
  const day = await known(rate);
  expect(day).toMatchObject({ total: 1 });
  expect(Math.round((Date.now() - day.from.getTime()) / 3_600_000)).toBe(24);
});

test("new failures, from when they were found; a rule that holds on is over after its time", async () => {
  const { ctx, known } = await open();
  expect(await known({ kind: "new_group" })).toMatchObject({ total: 1, chart: null, others: [] });
  await ctx.sql`update groups set found_at = now() - interval '5 hours'`;
  const over = await known({ kind: "new_group", hours: 1, keepSeconds: 600 });
  expect(agesOf(over)).toEqual([[300, 230]]);
});

test("closed failures that came back, until somebody decided again", async () => {
  const { ctx, groupId, messages, known } = await open();
  const died = (id: number | undefined, hours: number) =>
    ctx.sql`update messages set sort_at = now() - make_interval(hours => ${hours}), captured_at = now() - make_interval(hours => ${hours}) where id = ${id ?? 0}`;
  await died(messages[0], 40);
  await died(messages[1], 20);
  expect(await known({ kind: "regression" })).toMatchObject({ total: 0 });
  await triageGroup(ctx, { id: groupId, act: "close", reason: "mended" });
  await triageGroup(ctx, { id: groupId, act: "acknowledge", reason: "looked at" });
  const at = async (act: string, hours: number) => {
    await ctx.sql`update audit set at = now() - make_interval(hours => ${hours}) where data ->> 'act' = ${act}`;
  };
  await at("close", 30);
  await at("acknowledge", 10);
  expect(agesOf(await known({ kind: "regression" }))).toEqual([[1_200, 600]]);
  await ctx.sql`update audit set at = now() - interval '25 hours' where data ->> 'act' = 'acknowledge'`;
  expect(await known({ kind: "regression" })).toMatchObject({ total: 0 });
  // Closed long ago, and nobody has decided since: it would fire now.
  await ctx.sql`delete from audit where data ->> 'act' = 'acknowledge'`;
  await ctx.sql`update groups set triage = 'closed', triaged_at = now() - interval '30 hours'`;
  const back = await known({ kind: "regression" });
  expect(back.words).toBe("Would have fired once in 7 d, and would fire now.");
  expect(agesOf(back)).toEqual([[1_200, null]]);
});

test("replays that came back, as their outcomes and comebacks were known", async () => {
  const { ctx, reader, known } = await open();
  const minutes = (n: number) => new Date(Date.now() - n * 60_000);
  const [replay] = await ctx.sql<{ id: number }[]>`
    insert into replays (state, selection, places, as_of, target, policy, reason, principal_id, total, created_at, refilled_at, finished_at)
    values ('completed', 'all', ${JSON.stringify([{ source: "shop", queue: "orders.dlq" }])}::text::jsonb, ${minutes(300)}, '{"to":"failed_queue"}', '{}', 'a test', 1, 10,
      ${minutes(300)}, ${minutes(300)}, ${minutes(100)}) returning id`;
  const id = replay?.id ?? 0;
  const back = await capture(
    ctx,
    reader,
    Array.from({ length: 4 }, (_, at) => rawMessage({ position: `back ${at}` })),
  );
  await ctx.sql`update messages set captured_at = ${minutes(200)} where id = any(${numberArray(back)}::bigint[])`;
  for (let nth = 0; nth < 10; nth++)
    await ctx.sql`
      insert into replay_items (replay_id, message_id, version, state, outcome_at, came_back_as)
      values (${id}, ${nth + 1_000}, 1, ${nth < 4 ? "came_back" : "confirmed"}::item_state, ${minutes(250)}, ${nth < 4 ? (back[nth] ?? null) : null})`;
  await ctx.sql`update replays set first_item = (select min(id) from replay_items), last_item = (select max(id) from replay_items)`;
  const came = await known({ kind: "came_back", percent: 30, count: 3 });
  expect(came.firings.map(({ name }) => name)).toEqual([`replay ${id}`]);
  // Known when their minute is over; looked at for a quarter of an hour after its end.
  expect([199, 200]).toContain(agesOf(came)[0]?.[0]);
  expect(agesOf(came)[0]?.[1]).toBe(85);
  expect(await known({ kind: "came_back", percent: 50, count: 3 })).toMatchObject({ total: 0 });
  expect(await known({ kind: "came_back", percent: 30, count: 5 })).toMatchObject({ total: 0 });
  expect(await known({ kind: "came_back", where: { queues: ["shop/other"] } })).toMatchObject({ total: 0 });
});

test("failed imports, until they were done after all", async () => {
  const { ctx, reader, messages, known } = await open();
  const fail = (hours: number, messageId: number | null) => ctx.sql`
    insert into failed_imports (queue_id, at, error, tries, head, body, position, message_id)
    values (${reader.queueId}, now() - make_interval(hours => ${hours}), 'no', 3, '', '', 'p', ${messageId})`;
  await ctx.sql`update messages set captured_at = now() - interval '2 hours'`;
  await fail(5, messages[0] ?? 0);
  expect(agesOf(await known({ kind: "failed_import" }))).toEqual([[300, 120]]);
  await fail(1, null);
  expect(agesOf(await known({ kind: "failed_import" }))).toEqual([
    [60, null],
    [300, 120],
  ]);
});

test("breakers, as they opened and closed", async () => {
  const { ctx } = await open();
  const config = { downstreams: [bank("http://127.0.0.1:1", { readings: [pushed], staleSeconds: 1_000_000 })] };
  const push = (hours: number, state: string) =>
    pushReadings(
      testContext(ctx, { config, clock: () => new Date(Date.now() - hours * 3_600_000) }),
      pushInput.parse({ downstream: "bank", instance: "pod", breakers: [{ breaker: "gateway", state }] }),
    );
  await push(200, "open");
  await push(150, "closed");
  await push(5, "open");
  await push(3, "closed");
  await push(1, "open");
  const preview = (rule: object) =>
    previewRule(testContext(ctx, { config }), previewInput.parse({ rule: { kind: "breaker_open", ...rule } }));
  const answer = await preview({ forSeconds: 60, keepSeconds: 0 });
  if (answer.is !== "known") throw new Error(answer.why);
  expect(agesOf(answer)).toEqual([
    [59, null],
    [299, 180],
    [167 * 60 + 59, 150 * 60],
  ]);
  expect(await preview({ forSeconds: 3 * 3_600, keepSeconds: 0 })).toMatchObject({ is: "known", total: 1 });
});

test("every other kind is judged at this moment, and says why nobody knows what was before", async () => {
  const { preview } = await open();
  const past = ["rate", "depth", "accumulating", "new_group", "regression", "came_back", "failed_import", "breaker_open"];
  for (const { kind, noPast } of ruleKinds) expect([kind, noPast === undefined]).toEqual([kind, past.includes(kind)]);
  for (const { kind } of ruleKinds.filter((one) => !past.includes(one.kind)))
    expect(await preview({ kind })).toMatchObject({ is: "now", why: /^Nobody can say when it would have fired before\. ./ });
  expect(await preview({ kind: "oldest_age", minutes: 60 })).toMatchObject({
    words: "Would fire now.",
    total: 1,
    titles: [expect.stringMatching(/^The oldest dead letter of orders\.dlq is from \d+ \w+ \d\d:\d\d UTC$/)],
  });
  expect(await preview({ kind: "oldest_age", minutes: 60 * 24 * 8 })).toMatchObject({ words: "Would not fire now.", titles: [] });
});
