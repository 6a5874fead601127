import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { beat } from "../process/heartbeat.ts";
import { untilSilent } from "../process/until-silent.ts";
import { testDatabase } from "../testing/database.ts";
import { anyDead, openDeliveries } from "../testing/deliveries.ts";
import { standIn } from "./stand-in.ts";

const soon = { timeout: 20_000, interval: 100 };

test("while no worker evaluates, it is told that none runs; it ends when one does, and not when one only lives", async () => {
  const blind = { ...anyDead, name: "blind", kind: "collector_blind", params: {}, per: "source" } as const;
  const { ctx, slack, goTo } = await openDeliveries({ alerts: { defaults: false, rules: [blind] } });
  await goTo(0);
  const texts = () => slack.posted().map(({ values }) => values["text"]);
  expect(texts()).toEqual([]);
  // One that was stopped in order has left no row, so that only what it read last says since when.
  await ctx.sql`update queues set alive_at = now() - interval '20 seconds'`;
  await ctx.sql`update alert_turns set evaluated_at = now() - interval '1 minute'`;
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  let hasEnded = false;
  const standing = standIn(ctx, stop.signal).then(() => (hasEnded = true));
  await vi.waitFor(() => expect(texts()).toEqual([expect.stringContaining("no worker runs, so that nothing of shop is read")]), soon);

  await beat(ctx, "worker-1");
  await vi.waitFor(() => expect(texts()).toEqual([expect.stringContaining("Resolved")]), soon);
  expect(hasEnded).toBe(false);
  await beat(ctx, "worker-1");
  await ctx.sql`update alert_turns set evaluated_at = now()`;
  await vi.waitFor(() => expect(hasEnded).toBe(true), soon);
  await standing;
});

test("nobody stands in before alerts were ever evaluated, or while somebody evaluates them", async () => {
  const { sql, url } = await testDatabase();
  const stop = new AbortController();
  let isSilent = false;
  const waiting = untilSilent(url, stop.signal).then(() => (isSilent = true));
  await sql`insert into alert_turns (id, evaluated_at, took_ms) values (true, '-infinity', 0)`;
  await delay(6_000);
  // Somebody evaluates, and is slow with it.
  for (let n = 0; n < 12; n++) {
    await sql`update alert_turns set evaluated_at = now() - interval '10 seconds'`;
    await delay(500);
  }
  expect(isSilent).toBe(false);
  await sql`update alert_turns set evaluated_at = now() - interval '1 minute'`;
  await vi.waitFor(() => expect(isSilent).toBe(true), soon);
  await waiting;
});
