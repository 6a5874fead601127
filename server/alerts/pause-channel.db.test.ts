import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { actOnAlert } from "./act.ts";
import { saveRule } from "./change-rule.ts";
import type { Channel } from "./channel.ts";
import { deliverNext } from "./deliver.ts";
import { startEvaluating } from "./evaluate-alerts.ts";
import { beginDelivering, findDue } from "./find-due.ts";
import { listAlertsInput, saveRuleInput } from "./input.ts";
import { listAlerts } from "./list.ts";
import { listChannels } from "./list-channels.ts";
import { pauseChannel, resumeChannel } from "./pause-channel.ts";
import { sendAgain } from "./send-again.ts";
import { summarizeAlerts } from "./summarize.ts";
import { testChannel } from "./test-channel.ts";

const name = "oncall";

async function open() {
  const ctx = testContext(await testDatabase(), {
    config: { alerts: { defaults: false, rules: [] }, channels: [{ kind: "pretend", name }], owners: [] },
  });
  const reader = await watchQueue(ctx);
  await ctx.sql`update queues set alive_at = now() + interval '1 day'`;
  await saveRule(
    ctx,
    saveRuleInput.parse({ name: "deep", rule: { kind: "depth", count: 2, forSeconds: 0, keepSeconds: 0 }, reason: "a test" }),
  );
  await beginDelivering(ctx);
  const told: string[] = [];
  const tell: Channel["post"] = async ({ happened }) => {
    told.push(happened);
    return { is: "delivered", ref: null, said: "taken" };
  };
  const channel: Channel = {
    post: tell,
    update: (notice, _ref, signal, again) => tell(notice, signal, again),
    resolve: (notice, _ref, signal, again) => tell(notice, signal, again),
  };
  const deliver = () => deliverNext(ctx, { name, channel, holder: "w1" }, new AbortController().signal);
  const evaluate = startEvaluating();
  const fire = async () => {
    await capture(ctx, reader, [rawMessage(), rawMessage({ position: "2" })]);
    await evaluate(ctx, { gapMs: 0 });
    const [alert] = (await listAlerts(ctx, listAlertsInput.parse({}))).alerts;
    return alert?.id ?? 0;
  };
  const line = async () => (await listChannels(ctx)).channels[0];
  return { ctx, told, deliver, fire, line };
}

test("nothing is sent through a channel that is paused; the newest notice waits, and is sent when it is resumed", async () => {
  const { ctx, told, deliver, fire, line } = await open();
  await pauseChannel(ctx, { name, reason: "the pager is moved" });
  const id = await fire();
  expect(await deliver()).toBe(false);
  expect(await findDue(ctx)).toEqual([]);
  await actOnAlert(ctx, { id, act: "acknowledge", reason: "" });
  expect(await deliver()).toBe(false);
  expect(told).toEqual([]);
  expect(await line()).toMatchObject({
    waiting: 1,
    pauseReason: "the pager is moved",
    pausedBy: { name: "test" },
    pausedAt: expect.any(Date),
  });
  expect(await ctx.sql`select seq, state from deliveries order by seq`).toEqual([
    { seq: 1, state: "superseded" },
    { seq: 2, state: "pending" },
  ]);
  expect((await summarizeAlerts(ctx)).answer.title).toBe("No alert reaches people: the only channel is paused.");
  const [waiting] = await ctx.sql<{ id: number }[]>`select id from deliveries where state = 'pending'`;
  await expect(sendAgain(ctx, { id: waiting?.id ?? 0 })).rejects.toThrow("The channel oncall is paused. Resume it first");
  await expect(testChannel(ctx, { name })).rejects.toThrow("The channel oncall is paused. Resume it first");
  // A worker that starts meanwhile does not send it either.
  await beginDelivering(ctx);
  expect(await deliver()).toBe(false);
  await resumeChannel(ctx, { name });
  expect(await deliver()).toBe(true);
  expect(told).toEqual(["acknowledged"]);
  expect(await testChannel(ctx, { name })).toMatchObject({ is: "delivered" });
  expect(await line()).toMatchObject({ waiting: 0, pausedAt: null, pausedBy: null, pauseReason: null });
});

test("both are acts: with a permission, audited, once", async () => {
  const { ctx } = await open();
  await expect(pauseChannel(ctx, { name: "fax", reason: "gone" })).rejects.toMatchObject({ code: "not_found" });
  await expect(resumeChannel(ctx, { name })).rejects.toMatchObject({ code: "conflict" });
  const may = [{ role: "operator", permissions: ["alert.view", "alert.acknowledge"], sources: ["*"], queues: ["*"] }] as const;
  const operator = { ...ctx, principal: { ...ctx.principal, may } };
  await expect(pauseChannel(operator, { name, reason: "no" })).rejects.toMatchObject({ code: "forbidden" });
  await pauseChannel(ctx, { name, reason: "the pager is moved" });
  await expect(pauseChannel(ctx, { name, reason: "again" })).rejects.toMatchObject({ code: "conflict" });
  await resumeChannel(ctx, { name });
  expect(await ctx.sql`select result, reason, data from audit where subject = 'channel oncall' order by id`).toMatchObject([
    { result: "refused" },
    { result: "allowed", reason: "the pager is moved", data: { act: "pause" } },
    { result: "allowed", data: { act: "resume" } },
  ]);
});
