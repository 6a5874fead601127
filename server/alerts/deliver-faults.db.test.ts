import { expect, test, vi } from "vitest";
import { copyAlert, openDeliveries } from "../testing/deliveries.ts";
import { actOnAlert } from "./act.ts";
import { deliverNext } from "./deliver.ts";
import { probeChannels } from "./probe-channels.ts";
import { sendAgain } from "./send-again.ts";
import { testChannel } from "./test-channel.ts";

const none = new AbortController().signal;

async function fired(...options: Parameters<typeof openDeliveries>) {
  const opened = await openDeliveries(...options);
  await opened.die();
  await opened.goTo(0);
  const [alert] = await opened.ctx.sql<{ id: number }[]>`select id from alerts`;
  const channel = async () =>
    (
      await opened.ctx.sql<{ failing: boolean; broken: boolean; answer: string | null; rests: number | null }[]>`
      select failing_since is not null as failing, broken, answer, round(extract(epoch from rests_until - now()))::float8 as rests
      from channel_states where name = 'oncall'`
    )[0];
  const id = alert?.id ?? 0;
  const acknowledge = () => actOnAlert(opened.ctx, { id, act: "acknowledge", reason: "" });
  return { ...opened, id, channel, acknowledge };
}

test.each([
  ["500", { status: 500 }, "Slack: (HTTP 500)"],
  ["503 that is no JSON", { status: 503 }, "Slack: (HTTP 503)"],
  ["internal_error", { error: "internal_error" }, "Slack: internal_error"],
  ["a word that nobody knows", { error: "brand_new_error" }, "Slack: brand_new_error"],
])("%s: it is tried again, once it gets through everything is well, and it is posted once", async (_name, fault, said) => {
  const { slack, deliver, states, channel } = await fired();
  slack.fail(fault);
  await deliver();
  expect(await states()).toEqual([{ seq: 1, state: "pending", answer: said }]);
  expect(await channel()).toMatchObject({ failing: true, broken: false, answer: said });
  await deliver();
  expect(await states()).toEqual([{ seq: 1, state: "delivered", answer: "posted" }]);
  expect(await channel()).toMatchObject({ failing: false, broken: false, answer: null });
  expect(slack.posted()).toHaveLength(1);
});

test("Retry-After is honoured to the second, does not count as failing, and no try of this channel is made before", async () => {
  const { slack, lane, ctx, channel, acknowledge, goTo, die } = await fired();
  const own = lane();
  slack.fail({ status: 429, retryAfter: 30 });
  await deliverNext(ctx, own, none);
  expect(await channel()).toMatchObject({ failing: false });
  expect((await channel())?.rests).toBeGreaterThan(27);
  await acknowledge();
  await die();
  await goTo(1);
  expect(await deliverNext(ctx, own, none)).toBe(false);
  expect(slack.calls).toHaveLength(1);
});

test("an answer that is lost on the way is no second message: what was posted is found", async () => {
  const { slack, deliver, states } = await fired();
  slack.fail({ method: "chat.postMessage", cut: true });
  await deliver();
  expect(slack.posted()).toHaveLength(1);
  await deliver();
  expect([slack.posted().length, slack.replies().length]).toEqual([1, 0]);
  expect(await states()).toEqual([{ seq: 1, state: "delivered", answer: "updated in place" }]);
});

test("the same of a line in the thread", async () => {
  const { slack, deliver, acknowledge } = await fired();
  await deliver();
  await acknowledge();
  slack.fail({ method: "chat.postMessage", cut: true });
  await deliver();
  await deliver();
  expect(slack.replies()).toHaveLength(1);
});

test("an app that may not read the channel cannot tell, and posts again", async () => {
  const { slack, deliver, states } = await fired({}, { scopes: ["chat:write"] });
  slack.fail({ method: "chat.postMessage", cut: true });
  await deliver();
  await deliver();
  expect(slack.posted()).toHaveLength(2);
  expect(await states()).toMatchObject([{ state: "delivered" }]);
});

test("30 seconds without an answer end the try after 15, and hold up nobody else", { timeout: 60_000 }, async () => {
  const { slack, lane, ctx, states, rested } = await fired();
  slack.fail({ method: "chat.postMessage", lateMs: 30_000 });
  const began = performance.now();
  await deliverNext(ctx, lane(), none);
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(await states()).toMatchObject([{ state: "pending", answer: "Slack: (no answer in time)" }]);
  await rested();
  await deliverNext(ctx, lane(), none);
  expect(slack.posted()).toHaveLength(1);
});

test("a message that somebody has deleted is posted anew, and updated there from then on", async () => {
  const { slack, deliver, acknowledge, clear, goTo, states } = await fired();
  await deliver();
  const [first] = slack.posted();
  slack.remove(first?.ts ?? "");
  await acknowledge();
  await deliver();
  expect(slack.posted()).toHaveLength(1);
  expect(slack.posted()[0]?.values["text"]).toContain("Acknowledged by test");
  await clear();
  await goTo(1);
  await deliver();
  expect(slack.posted().map(({ values, edits }) => [values["text"]?.slice(0, 8), edits])).toEqual([["Resolved", 1]]);
  expect((await states()).map(({ state }) => state)).toEqual(["delivered", "delivered", "delivered"]);
});

test("a revoked token breaks the channel visibly; a test that gets through mends it, and what fires is told after all", async () => {
  const { ctx, slack, deliver, states, channel, rested } = await fired();
  slack.fail({ error: "token_revoked" });
  await deliver();
  expect(await states()).toEqual([{ seq: 1, state: "failed", answer: "Slack: the token was revoked (token_revoked)" }]);
  expect(await channel()).toMatchObject({ failing: true, broken: true });
  expect(await deliver()).toBe(false);
  slack.fail({ error: "token_revoked" });
  expect(await testChannel(ctx, { name: "oncall" })).toMatchObject({ is: "broken", said: "Slack: the token was revoked (token_revoked)" });
  expect(await testChannel(ctx, { name: "oncall" })).toMatchObject({ is: "delivered", said: "posted" });
  expect(await channel()).toMatchObject({ failing: false, broken: false });
  const rows = await ctx.sql`select operation_id = min(id) over (partition by operation_id) as same, result, data from audit order by id`;
  const [begun, said] = [{ act: "test" }, "Slack: the token was revoked (token_revoked)"];
  expect([...rows]).toEqual([
    { same: true, result: "allowed", data: begun },
    { same: true, result: "failed", data: { act: "tested", said } },
    { same: true, result: "allowed", data: begun },
    { same: true, result: "allowed", data: { act: "tested", said: "posted" } },
  ]);
  await rested();
  await deliver();
  expect(await states()).toMatchObject([{ state: "delivered" }]);
  expect(slack.posted().map(({ values }) => values["text"])).toEqual([
    "Over: test of the channel oncall",
    expect.stringContaining("orders.dlq has 1 dead letter"),
  ]);
});

test("a broken channel is tried again by the clock, less and less often, with one notice; when that gets through the others follow", async () => {
  const { ctx, slack, deliver, states, channel } = await fired();
  await copyAlert(ctx, 2);
  // The probe asks twice: whether it is there already, and to post.
  slack.fail({ error: "token_revoked", times: 5 });
  for (let nth = 0; nth < 3; nth++) await deliver();
  const failed = () => states().then((all) => all.map(({ state }) => state));
  expect(await failed()).toEqual(["failed", "failed", "failed"]);
  /** It fails for so long, and was tried last so long ago. */
  const probeAfter = async (failingMinutes: number, triedMinutes: number) => {
    await ctx.sql`update channel_states set failing_since = now() - make_interval(mins => ${failingMinutes})`;
    await ctx.sql`update deliveries set ended_at = now() - make_interval(mins => ${triedMinutes})`;
    await probeChannels(ctx);
    return (await failed()).filter((state) => state === "pending").length;
  };
  expect(await probeAfter(4, 4)).toBe(0);
  expect(await probeAfter(6, 6)).toBe(1);
  // The next one waits for what this one brings.
  await probeChannels(ctx);
  expect((await failed()).filter((state) => state === "pending")).toHaveLength(1);
  await deliver();
  expect([await failed(), (await channel())?.broken]).toEqual([["failed", "failed", "failed"], true]);
  // At most an hour, however long it fails.
  expect(await probeAfter(60, 25)).toBe(0);
  expect(await probeAfter(60, 31)).toBe(1);
  await ctx.sql`update deliveries set state = 'failed'`;
  expect(await probeAfter(14_400, 59)).toBe(0);
  await ctx.sql`update deliveries set created_at = now() - interval '10 days'`;
  expect(await probeAfter(14_400, 61)).toBe(1);
  while (await deliver());
  expect([await failed(), (await channel())?.broken]).toEqual([["delivered", "delivered", "delivered"], false]);
  expect(slack.posted()).toHaveLength(3);
});

test("of what waits for a channel that is down only the newest is sent, and the older ones say that they were superseded", async () => {
  const { ctx, slack, deliver, states, acknowledge, id } = await fired();
  slack.fail({ status: 500, times: 2 });
  await deliver();
  await acknowledge();
  await deliver();
  await actOnAlert(ctx, { id, act: "take_back", reason: "" });
  await deliver();
  expect((await states()).map(({ state }) => state)).toEqual(["superseded", "superseded", "delivered"]);
  expect(slack.posted()).toHaveLength(1);
  expect(slack.posted()[0]?.values["text"]).toMatch(/^Firing/);
});

test("send again: what was given up or delivered goes again, what a newer one has replaced does not", async () => {
  const { ctx, slack, deliver, states, acknowledge } = await fired();
  slack.fail({ error: "is_archived" });
  await deliver();
  const idOf = async (seq: number) => (await ctx.sql<{ id: number }[]>`select id from deliveries where seq = ${seq}`)[0]?.id ?? 0;
  const first = await idOf(1);
  await sendAgain(ctx, { id: first });
  await deliver();
  expect(await states()).toMatchObject([{ state: "delivered" }]);
  await sendAgain(ctx, { id: first });
  await deliver();
  expect([slack.posted().length, slack.replies().length]).toEqual([1, 0]);
  await acknowledge();
  await expect(sendAgain(ctx, { id: first })).rejects.toThrow("A newer notice");
  await expect(sendAgain(ctx, { id: 999 })).rejects.toThrow("There is no delivery 999.");
  await expect(testChannel(ctx, { name: "nobody" })).rejects.toThrow("No channel is called nobody. There are oncall.");
  const audit = await ctx.sql`select subject, data ->> 'act' as act from audit where permission = 'alert.manage' order by id`;
  expect(audit).toEqual([
    { subject: `delivery ${first}`, act: "send again" },
    { subject: `delivery ${first}`, act: "send again" },
  ]);
});

test("send again goes now, also where the other side asked to wait", async () => {
  const { ctx, slack, deliver, lane, states } = await fired();
  slack.fail({ status: 429, retryAfter: 600 });
  await deliver();
  const own = lane();
  expect(await deliverNext(ctx, own, none)).toBe(false);
  const [row] = await ctx.sql<{ id: number }[]>`select id from deliveries`;
  await sendAgain(ctx, { id: row?.id ?? 0 });
  await ctx.sql`update channel_states set free_at = null`;
  expect(await deliverNext(ctx, own, none)).toBe(true);
  expect(await states()).toMatchObject([{ state: "delivered" }]);
});

test("a second after the last notice the next may leave, whoever sends it", async () => {
  const { ctx, slack, lane } = await fired();
  await copyAlert(ctx, 1);
  const [one, two] = [lane("oncall", "one"), lane("oncall", "two")];
  const [before] = await ctx.sql<{ at: Date }[]>`select now() + interval '1 second' as at`;
  expect(await deliverNext(ctx, one, none)).toBe(true);
  const [after] = await ctx.sql<{ at: Date }[]>`select free_at as at from channel_states where name = 'oncall'`;
  expect(after?.at.getTime()).toBeGreaterThanOrEqual(before?.at.getTime() ?? Number.NaN);
  // On a busy machine the second may be over by now.
  await ctx.sql`update channel_states set free_at = now() + interval '1 minute'`;
  expect([await deliverNext(ctx, one, none), await deliverNext(ctx, two, none)]).toEqual([false, false]);
  await ctx.sql`update channel_states set free_at = now()`;
  expect(await deliverNext(ctx, two, none)).toBe(true);
  expect(slack.posted()).toHaveLength(2);
});

test("a worker that stood still for too long writes nothing over what another has done", async () => {
  const { ctx, slack, lane, rested, states } = await fired();
  slack.fail({ method: "chat.postMessage", lateMs: 3_000 });
  const slow = deliverNext(ctx, lane("oncall", "slow"), none);
  await vi.waitFor(() => expect(slack.posted()).toHaveLength(1));
  await rested();
  await deliverNext(ctx, lane("oncall", "other"), none);
  expect(await slow).toBe(true);
  expect(slack.posted()).toHaveLength(1);
  expect(await states()).toEqual([{ seq: 1, state: "delivered", answer: "updated in place" }]);
});

test("that a channel fails is an alert, which the other channels tell", async () => {
  const { ctx, slack, deliver, goTo, channel } = await fired({ alerts: { defaults: true, rules: [] } });
  const [own] = ctx.config.channels;
  if (!own) throw new Error("no channel");
  (ctx.config as { channels: unknown }).channels = [own, { kind: "log", name: "log" }];
  slack.fail({ error: "not_in_channel", times: 99 });
  await deliver();
  expect(await channel()).toMatchObject({ broken: true });
  await goTo(0.5);
  const told = () =>
    ctx.sql`select a.key, a.state, array_agg(distinct d.channel) as channels from alerts a join deliveries d on d.alert_id = a.id where a.key = 'channel:oncall' group by 1, 2`;
  expect(await told()).toEqual([{ key: "channel:oncall", state: "firing", channels: ["log"] }]);
  slack.fail();
  await testChannel(ctx, { name: "oncall" });
  await goTo(2);
  expect(await told()).toEqual([{ key: "channel:oncall", state: "resolved", channels: ["log"] }]);
});

test("what rings is not lost behind newer numbers: it got worse while Slack was down, and the channel hears it", async () => {
  const { slack, deliver, die, goTo, states } = await fired();
  await deliver();
  slack.fail({ status: 500, times: 9 });
  await die(11);
  await goTo(1);
  await deliver();
  await die(12);
  await goTo(3);
  slack.fail();
  await deliver();
  expect((await states()).map(({ state }) => state)).toEqual(["delivered", "superseded", "delivered"]);
  const lines = slack.replies().map(({ values }) => [values["text"], values["reply_broadcast"]]);
  expect(lines).toEqual([[expect.stringContaining("much worse"), "true"]]);
  expect(slack.posted()[0]?.values["text"]).toContain("24 dead letters");
});

test("while somebody has it, what they did is told instead", async () => {
  const { slack, deliver, die, goTo, acknowledge } = await fired();
  await deliver();
  slack.fail({ status: 500, times: 9 });
  await die(11);
  await goTo(1);
  await deliver();
  await acknowledge();
  slack.fail();
  await deliver();
  const lines = slack.replies().map(({ values }) => [values["text"], values["reply_broadcast"]]);
  expect(lines).toEqual([[expect.stringContaining("test acknowledged it"), "false"]]);
});
