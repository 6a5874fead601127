import { expect, test, vi } from "vitest";
import { openDeliveries } from "../testing/deliveries.ts";
import { actOnAlert } from "./act.ts";
import { beginDelivering, sweepDeliveries } from "./find-due.ts";

test("an alert is one message, updated in place when somebody acknowledges in the console and when it ends, with its history in the thread", async () => {
  const { ctx, slack, goTo, die, clear, deliver, states } = await openDeliveries();
  await die();
  await goTo(0);
  expect(await deliver()).toBe(true);
  expect(await deliver()).toBe(false);
  const [message] = slack.posted();
  expect(message?.values["text"]).toBe("Firing: orders.dlq has 1 dead letter");
  const [alert] = await ctx.sql<{ id: number }[]>`select id from alerts`;
  await actOnAlert(ctx, { id: alert?.id ?? 0, act: "acknowledge", reason: "" });
  await deliver();
  expect(message?.values["text"]).toContain("Acknowledged by test");
  await clear();
  await goTo(1);
  await deliver();
  expect(message?.values["text"]).toContain("Resolved after");
  expect(slack.posted()).toHaveLength(1);
  expect(slack.replies().map(({ values }) => values["text"])).toEqual([
    "test acknowledged it. No step of the escalation is taken.",
    expect.stringMatching(/^It is over\. orders\.dlq .* It fired for 1 min\.$/),
  ]);
  expect((await states()).map(({ state }) => state)).toEqual(["delivered", "delivered", "delivered"]);
});

test("two workers at work tell a transition by themselves, once", async () => {
  const { slack, goTo, die, work, states } = await openDeliveries();
  work("one");
  work("two");
  await die();
  // Both listen by now, or find it by the clock.
  await goTo(0);
  await vi.waitFor(() => expect(slack.posted()).toHaveLength(1), { timeout: 20_000 });
  await vi.waitFor(async () => expect((await states()).map(({ state }) => state)).toEqual(["delivered"]), { timeout: 20_000 });
  expect(slack.calls.map(({ method }) => method)).toEqual(["chat.postMessage"]);
});

test("at a start what was given up and still fires is tried once more; what waits for a channel that is gone is given up after an hour", async () => {
  const { ctx, slack, goTo, die, deliver, states } = await openDeliveries();
  await die();
  await goTo(0);
  slack.fail({ error: "invalid_auth" });
  await deliver();
  expect(await states()).toMatchObject([{ state: "failed" }]);
  await beginDelivering(ctx);
  expect(await states()).toMatchObject([{ state: "pending" }]);
  await ctx.sql`update deliveries set channel = 'old', next_at = now() - interval '59 minutes'`;
  await sweepDeliveries(ctx);
  expect(await states()).toMatchObject([{ state: "pending" }]);
  await ctx.sql`update deliveries set next_at = now() - interval '61 minutes'`;
  await ctx.sql`update channel_states set name = 'old', failing_since = now(), broken = true`;
  await sweepDeliveries(ctx);
  expect(await states()).toEqual([{ seq: 1, state: "failed", answer: "redrive.yaml has no such channel any more" }]);
  await beginDelivering(ctx);
  expect(await ctx.sql`select name from channel_states where failing_since is not null`).toEqual([]);
});
