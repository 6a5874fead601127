import { expect, test } from "vitest";
import { openDeliveries } from "../testing/deliveries.ts";
import { startSmtp } from "../testing/smtp.ts";
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
