import { expect, test, vi } from "vitest";
import { discardMessages } from "../bulk/discard.ts";
import { cancelReplay } from "../replays/cancel.ts";
import { startReplay } from "../replays/start.ts";
import { capture, rawMessage } from "../testing/messages.ts";
import { dieAgain, observeLater, openReplays } from "../testing/replays.ts";
import { anyDead } from "../testing/deliveries.ts";
import { defaultRules } from "./default-rules.ts";
import { startEvaluating } from "./evaluate-alerts.ts";
import type { RuleSpec } from "./rule.ts";

const soon = { timeout: 20_000, interval: 20 };
const newFailure = { ...anyDead, ...defaultRules.find(({ kind }) => kind === "new_group"), name: "new" };

async function open(rules: readonly RuleSpec[] = [anyDead, newFailure]) {
  const opened = await openReplays(6);
  const ctx = { ...opened.ctx, config: { ...opened.ctx.config, alerts: { defaults: false, rules } } };
  await ctx.sql`update queues set alive_at = now() + interval '1 day'`;
  const evaluate = startEvaluating();
  const told = async () => {
    await evaluate(ctx, { gapMs: 0 });
    const rows = await ctx.sql<{ kind: string }[]>`select kind from alert_transitions where kind <> 'changed' order by alert_id, seq`;
    return rows.map(({ kind }) => kind);
  };
  const replay = (rate: number | null = null) =>
    startReplay(ctx, { selection: { ids: opened.ids }, target: { to: "queue", queue: "orders.work" }, rate, reason: "a test" });
  const sendAll = async () => {
    await opened.run("one");
    await vi.waitFor(() => expect(opened.sent()).toHaveLength(6), soon);
    await vi.waitFor(async () => expect(await ctx.sql`select from messages where state = 'replaying'`).toHaveLength(0), soon);
  };
  return { ...opened, ctx, told, replay, sendAll };
}

test("an alert is not over while a replay sends or watches its messages, and what comes back goes on with it", async () => {
  const opened = await open();
  const { ctx, told, replay, sendAll } = opened;
  expect(await told()).toEqual(["fired", "fired"]);
  await replay();
  expect(await told()).toEqual(["fired", "fired"]);
  await sendAll();
  expect(await ctx.sql`select from messages where state = 'dead'`).toHaveLength(0);
  expect(await told()).toEqual(["fired", "fired"]);
  await dieAgain(opened, 0, 2);
  expect(await told()).toEqual(["fired", "fired"]);
});

test("it is over when the replay is, and nothing came back", async () => {
  const { ctx, told, replay, sendAll } = await open();
  expect(await told()).toEqual(["fired", "fired"]);
  await replay();
  await sendAll();
  await vi.waitFor(async () => {
    await observeLater(ctx, 86_400);
    expect(await ctx.sql`select from replays where state = 'completed'`).toHaveLength(1);
  }, soon);
  expect(await told()).toEqual(["fired", "resolved", "fired", "resolved"]);
});

test("what was sent before its replay was cancelled is still watched", async () => {
  const { ctx, run, sent, told, replay } = await open();
  expect(await told()).toEqual(["fired", "fired"]);
  const { id } = await replay(1);
  await run("one");
  await vi.waitFor(() => expect(sent()).not.toEqual([]), soon);
  await cancelReplay(ctx, { id, reason: "a test" });
  await vi.waitFor(async () => expect(await ctx.sql`select from messages where state = 'replaying'`).toHaveLength(0), soon);
  const unsent = await ctx.sql<{ id: number }[]>`select id from messages where state = 'dead'`;
  await discardMessages(ctx, { selection: { ids: unsent.map((message) => message.id) }, reason: "a test" });
  expect(await told()).toEqual(["fired", "fired"]);
  await vi.waitFor(async () => {
    await observeLater(ctx, 86_400);
    expect(await ctx.sql`select from replay_items where state = 'observing'`).toHaveLength(0);
  }, soon);
  expect(await told()).toEqual(["fired", "resolved", "fired", "resolved"]);
});

test("what nobody knows to be sent or not is not over", async () => {
  const { ctx, told } = await open();
  expect(await told()).toEqual(["fired", "fired"]);
  await ctx.sql`update day_counts set state = 'unknown' where state = 'dead'`;
  expect(await told()).toEqual(["fired", "fired"]);
});

test("a replay holds no alert about others of its queue: not another failure, and not another type of event", async () => {
  const ofType = (name: string): RuleSpec => ({ ...anyDead, name, where: { ...anyDead.where, eventTypes: [name] } });
  const { ctx, reader, told, replay, sendAll } = await open([
    { ...anyDead, name: "deep", params: { count: 100, recover: null } },
    ofType("OrderPaid"),
  ]);
  const paid = { ...reader, rules: { ...reader.rules, envelope: { eventType: "$.type" } } };
  const others = await capture(
    ctx,
    paid,
    Array.from({ length: 300 }, (_, nth) => rawMessage({ body: Buffer.from('{"type":"OrderPaid"}'), position: `other ${nth}` })),
  );
  // These were replayed once, long ago.
  await ctx.sql`
    insert into day_counts (state, group_id, event_type, day, n) select 'replayed', group_id, event_type, day, 400 from day_counts where state = 'dead'`;
  expect(await told()).toEqual(["fired", "fired"]);
  await replay();
  await sendAll();
  await discardMessages(ctx, { selection: { ids: others }, reason: "a test" });
  expect(await told()).toEqual(["fired", "resolved", "fired", "resolved"]);
});
