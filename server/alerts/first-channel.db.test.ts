import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { anyDead } from "../testing/deliveries.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { startEvaluating } from "./evaluate-alerts.ts";
import { beginDelivering } from "./find-due.ts";
import { readNotice } from "./read-notice.ts";

test("what fires before there is a channel is told by the first one, once", async () => {
  const clients = await testDatabase();
  const contextWith = (...names: readonly string[]) =>
    testContext(clients, {
      config: { alerts: { defaults: false, rules: [anyDead] }, channels: names.map((name) => ({ kind: "log", name }) as const) },
    });
  const [ctx, begun] = [contextWith(), Date.now()];
  await capture(ctx, await watchQueue(ctx), [rawMessage()]);
  await ctx.sql`update queues set alive_at = now() + interval '1 day'`;
  let minutes = 0;
  const start = async (of: typeof ctx) => {
    await beginDelivering(of);
    const evaluate = startEvaluating();
    for (let nth = 0; nth < 2; nth++) await evaluate(of, { gapMs: 0, at: new Date(begun + ++minutes * 60_000) });
  };
  const told = async () =>
    (await ctx.sql<{ channel: string; seq: number }[]>`select channel, seq from deliveries order by id`).map((one) => one);
  await start(ctx);
  await start(ctx);
  expect(await ctx.sql`select kind, quiet from alert_transitions`).toEqual([{ kind: "fired", quiet: "no_channel" }]);
  const first = contextWith("oncall");
  await start(first);
  expect(await told()).toEqual([{ channel: "oncall", seq: 2 }]);
  const [alert] = await ctx.sql<{ id: number }[]>`select id from alerts`;
  expect(await readNotice(first, alert?.id ?? 0, 2, { channel: "oncall", heard: 0 })).toMatchObject({ happened: "fired", state: "firing" });
  await start(first);
  expect(await told()).toHaveLength(1);
});
