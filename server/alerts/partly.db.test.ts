import { expect, test } from "vitest";
import { openDeliveries } from "../testing/deliveries.ts";
import { localOutbound, startService } from "../testing/other-side.ts";
import { makeDevice } from "../testing/push-device.ts";
import { startSmtp } from "../testing/smtp.ts";
import { openPush } from "./channels/push.ts";
import { deliverNext } from "./deliver.ts";
import { beginDelivering } from "./find-due.ts";

test("a recipient that is refused for now is tried again alone, and the channel counts as one that works", async () => {
  const { port, received } = await startSmtp({
    refuse: (to) => (to.startsWith("late@") && received.length < 1 ? { code: 451, text: "later" } : null),
  });
  const mail = {
    kind: "mail",
    name: "mail",
    host: "127.0.0.1",
    port,
    security: "none",
    user: null,
    password: null,
    from: "redrive@example.com",
    to: ["late@x.example", "a@x.example"],
    tls: undefined,
  };
  const { ctx, die, goTo, lane, rested } = await openDeliveries();
  (ctx.config as { channels: unknown }).channels = [mail];
  await beginDelivering(ctx);
  const states = () => ctx.sql`select seq, state, answer from deliveries`;
  await die();
  await goTo(0);
  const own = lane("mail");
  const { signal } = new AbortController();
  expect(await deliverNext(ctx, own, signal)).toBe(true);
  const said = "1 of 2 recipients have it. Refused for now: late@x.example (451 later).";
  expect(await states()).toEqual([{ seq: 1, state: "pending", answer: said }]);
  const [state] = await ctx.sql`
    select failing_since is null as works, rests_until is null as free, delivered_at is not null as delivered from channel_states where name = 'mail'`;
  expect(state).toEqual({ works: true, free: true, delivered: true });
  await rested();
  expect(await deliverNext(ctx, own, signal)).toBe(true);
  expect(await states()).toMatchObject([{ seq: 1, state: "delivered" }]);
  expect(received.map(({ to }) => to)).toEqual([["a@x.example"], ["late@x.example"]]);
});

test("a second try for one phone that is off says nothing of a channel through which nothing gets any more", async () => {
  let isDown = false;
  const { url } = await startService(({ path }) => ({ status: isDown || path === "/off" ? 503 : 201 }));
  const push = { kind: "push", name: "oncall", contact: "ops@example.com" } as const;
  const { ctx, die, goTo, clear, rested } = await openDeliveries({ channels: [push] });
  const channel = openPush(push, ctx, localOutbound());
  const deliver = async () => {
    await rested();
    return deliverNext(ctx, { name: "oncall", channel, holder: "test" }, new AbortController().signal);
  };
  for (const name of ["on", "off"]) {
    const { endpoint, keys } = makeDevice(`${url}/${name}`);
    await ctx.sql`insert into push_subscriptions (endpoint, p256dh, auth, created_at) values (${endpoint}, ${keys.p256dh}, ${keys.auth}, now())`;
  }
  const state = async () =>
    (await ctx.sql`select failing_since is not null as fails, delivered_at as at from channel_states where name = 'oncall'`)[0];
  await die();
  await goTo(0);
  expect(await deliver()).toBe(true);
  const works = await state();
  expect(works).toEqual({ fails: false, at: expect.any(Date) });
  isDown = true;
  // The end is told nobody, and fails.
  await clear();
  await goTo(1);
  expect(await deliver()).toBe(true);
  expect(await state()).toEqual({ fails: true, at: works?.["at"] });
  await ctx.sql`delete from deliveries where seq > 1`;
  await ctx.sql`update deliveries set state = 'pending'`;
  expect(await deliver()).toBe(true);
  expect(await ctx.sql`select state, answer ~ 'had been told before' as had from deliveries`).toEqual([{ state: "pending", had: true }]);
  expect(await state()).toEqual({ fails: true, at: works?.["at"] });
});
