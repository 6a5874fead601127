import { expect, test, vi } from "vitest";
import { createMemoryBroker } from "../../sources/memory/create.ts";
import { testContext } from "../../testing/context.ts";
import { testDatabase } from "../../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../../testing/messages.ts";
import { cancelReplay } from "../cancel.ts";
import { claimBatch } from "./claim.ts";
import { startReplay } from "../start.ts";

async function start(count: number) {
  const ctx = testContext(await testDatabase(), { brokers: [createMemoryBroker("shop")], config: { sources: [shop] } });
  const batch = Array.from({ length: count }, (_, at) => rawMessage({ body: Buffer.from(`{"n":${at}}`), position: String(at) }));
  const ids = await capture(ctx, await watchQueue(ctx), batch);
  const target = { to: "queue", queue: "orders.work" } as const;
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "the gateway is back" });
  const claim = (holder: string) => claimBatch(ctx, holder, { replayId: id, rate: null, ordered: false, own: [], size: 10 });
  return { ctx, id, claim };
}

test("a batch is claimed while items of its replay are made", async () => {
  const { ctx, id, claim } = await start(20);
  await ctx.sql.begin(async (tx) => {
    await tx`select from replays where id = ${id} for no key update`;
    expect(await claim("one")).toHaveProperty("items.length", 10);
  });
});

test("claims at one moment share no item", async () => {
  const { claim } = await start(40);
  const batches = await Promise.all(["one", "two", "three"].map(claim));
  const items = batches.flatMap((batch) => (typeof batch === "string" ? [] : batch.items.map((item) => item.id)));
  expect([items.length, new Set(items).size]).toEqual([30, 30]);
});

test("a cancel waits for who is claiming, and nothing is claimed after it", async () => {
  const { ctx, id, claim } = await start(20);
  const cancelled = vi.fn();
  const cancelling = await ctx.sql.begin(async (tx) => {
    await tx`select from replays where id = ${id} for key share`;
    const done = cancelReplay(ctx, { id, reason: "not yet" }).then(cancelled);
    await vi.waitFor(async () => {
      const waiting = await ctx.sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      expect(waiting).toHaveLength(1);
    });
    expect(cancelled).not.toHaveBeenCalled();
    return [done];
  });
  await Promise.all(cancelling);
  expect(cancelled).toHaveBeenCalledOnce();
  expect(await claim("one")).toBe("none");
});
