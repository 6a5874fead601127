import { expect, test, vi } from "vitest";
import { startReplay } from "../replays/start.ts";
import { dieAgain, observeLater, openReplays } from "../testing/replays.ts";
import { anyDead } from "../testing/deliveries.ts";
import { defaultRules } from "./default-rules.ts";
import { startEvaluating } from "./evaluate-alerts.ts";

const soon = { timeout: 20_000, interval: 20 };
const newFailure = { ...anyDead, ...defaultRules.find(({ kind }) => kind === "new_group"), name: "new" };

async function open() {
  const opened = await openReplays(6);
  const ctx = { ...opened.ctx, config: { ...opened.ctx.config, alerts: { defaults: false, rules: [anyDead, newFailure] } } };
  await ctx.sql`update queues set alive_at = now() + interval '1 day'`;
  const evaluate = startEvaluating();
  const told = async () => {
    await evaluate(ctx, { gapMs: 0 });
    const rows = await ctx.sql<{ kind: string }[]>`select kind from alert_transitions where kind <> 'changed' order by alert_id, seq`;
    return rows.map(({ kind }) => kind);
  };
  const replay = () =>
    startReplay(ctx, { selection: { ids: opened.ids }, target: { to: "queue", queue: "orders.work" }, rate: null, reason: "a test" });
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
