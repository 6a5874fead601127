import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { bank, pushed } from "../testing/downstreams.ts";
import { pushInput } from "./input.ts";
import { listBreakers } from "./list.ts";
import { pushReadings } from "./push.ts";

const push = (instance: string, state: string, breaker = "gateway") =>
  pushInput.parse({ downstream: "bank", instance, breakers: [{ breaker, state, failureRate: 12 }] });

test("what applications push counts together until it is stale; only changes are audited", async () => {
  let now = new Date("2026-11-23T12:00:00Z");
  const ctx = testContext(await testDatabase(), {
    config: { downstreams: [bank("http://127.0.0.1:1", { readings: [pushed] })] },
    clock: () => now,
  });
  const state = async () =>
    (await listBreakers(ctx, { range: "1h" })).breakers.map((one) => `${one.state} ${one.instances.map((each) => each.state)}`);
  expect(await state()).toEqual(["unknown "]);
  await pushReadings(ctx, push("pod-1", "closed"));
  expect(await state()).toEqual(["closed closed"]);
  await pushReadings(ctx, push("pod-2", "open"));
  expect(await state()).toEqual(["open closed,open"]);
  await pushReadings(ctx, push("pod-2", "open"));
  expect(await ctx.sql`select subject from audit where permission = 'breaker.push'`).toHaveLength(2);
  now = new Date("2026-11-23T12:01:30Z");
  expect(await state()).toEqual(["unknown unknown,unknown"]);
  const { spans } = await listBreakers(ctx, { range: "1h" });
  expect(spans.slice(-2)).toMatchObject([
    { state: "open", to: new Date("2026-11-23T12:01:00Z") },
    { state: "unknown", from: new Date("2026-11-23T12:01:00Z"), to: null },
  ]);
  await pushReadings(ctx, push("pod-2", "closed"));
  // The other one has not been heard of: it may be open.
  expect(await state()).toEqual(["unknown unknown,closed"]);
  now = new Date("2026-11-23T12:11:30Z");
  await pushReadings(ctx, push("pod-2", "closed"));
  expect(await state()).toEqual(["closed closed"]);
});

test("what is not configured to be pushed is refused", async () => {
  const ctx = testContext(await testDatabase(), { config: { downstreams: [bank("http://127.0.0.1:1")] } });
  await expect(pushReadings(ctx, push("pod-1", "closed"))).rejects.toThrow("bank has no reading with kind: push");
  await expect(pushReadings(ctx, { ...push("pod-1", "closed"), downstream: "stock" })).rejects.toThrow('No downstream is called "stock"');
  expect(pushInput.safeParse({ ...push("pod-1", "closed"), breakers: [{ breaker: "a", state: "unknown" }] }).success).toBe(false);
});
