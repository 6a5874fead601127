import { expect, onTestFinished, test, vi } from "vitest";
import { connectDatabase } from "../../db/client.ts";
import { createMemoryBroker } from "../../sources/memory/create.ts";
import { testContext } from "../../testing/context.ts";
import { testDatabase } from "../../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../../testing/messages.ts";
import { cancelReplay } from "../cancel.ts";
import { lockClaims } from "./batch.ts";
import { claimBatch } from "./claim.ts";
import type { Passed } from "./lane.ts";
import { returnUnsent, returnUnsentOf } from "./return-unsent.ts";
import { settleItems } from "./settle.ts";
import type { StageChoice } from "../stages/choose.ts";
import { nextStage } from "../stages/move-stage.ts";
import { readPolicy } from "../policy.ts";
import { startReplay } from "../start.ts";

async function start(count: number, rate: number | null = null, stages?: StageChoice) {
  const clients = await testDatabase();
  const ctx = testContext(clients, { brokers: [createMemoryBroker("shop")], config: { sources: [shop] } });
  const batch = Array.from({ length: count }, (_, at) => rawMessage({ body: Buffer.from(`{"n":${at}}`), position: String(at) }));
  const ids = await capture(ctx, await watchQueue(ctx), batch);
  const target = { to: "queue", queue: "orders.work" } as const;
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate, reason: "the gateway is back", ...(stages && { stages }) });
  const claim = (holder: string, more: { readonly passed?: Passed; readonly ordered?: boolean } = {}, at = ctx) =>
    claimBatch(at, holder, { replayId: id, rate, ordered: false, own: [], size: 10, ...more });
  return { ctx, id, claim, url: clients.url };
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
  const batches = await Promise.all(["one", "two", "three"].map((holder) => claim(holder)));
  const items = batches.flatMap((batch) => (typeof batch === "string" ? [] : batch.items.map((item) => item.id)));
  expect([items.length, new Set(items).size]).toEqual([30, 30]);
});

test("a held item whose time has come is claimed first, and none is while its batch is in somebody's hand", async () => {
  const { ctx, claim } = await start(40);
  const first = await claim("one");
  if (typeof first === "string") throw new Error("Nothing was claimed.");
  const until = new Date(Date.now() + 60_000);
  const later = { ...ctx, clock: () => until };
  const sent = first.items.map(({ id, messageId }, nth) => ({
    item: { id, messageId },
    marked: true,
    outcome:
      nth < 2 ? ({ state: "held", reason: { code: "gate", data: null }, until } as const) : ({ state: "confirmed", ref: null } as const),
  }));
  const ids = (batch: Awaited<ReturnType<typeof claim>>) => (typeof batch === "string" ? [] : batch.items.map((item) => item.id));
  const [held, last] = [ids(first).slice(0, 2), ids(first).at(-1) ?? 0];
  await settleItems(ctx, first, sent.slice(0, 5), false);
  expect(ids(await claim("two", { passed: { item: last, recalls: 0 } }, later))[0]).toBe(last + 1);
  await settleItems(ctx, first, sent.slice(5), true);
  expect(ids(await claim("two", { passed: { item: last, recalls: 0 } }))[0]).toBe(last + 11);
  const again = await claim("two", { passed: { item: last, recalls: 0 } }, later);
  expect([ids(again), again]).toMatchObject([held, { recalls: 1 }]);
  // A lane that passed them before they were recalled does not pass them again.
  if (typeof again !== "string") await returnUnsent(ctx, again.id);
  expect(ids(await claim("three", { passed: { item: last, recalls: 0 } }))).toEqual(held);
});

test("items that a holder claimed without knowing it wait again, and other holders keep theirs", async () => {
  const { ctx, claim } = await start(20);
  const ids = (batch: Awaited<ReturnType<typeof claim>>) => (typeof batch === "string" ? [] : batch.items.map((item) => item.id));
  const lost = ids(await claim("one"));
  const kept = ids(await claim("two"));
  await returnUnsentOf(ctx, "one");
  expect([ids(await claim("three")), kept.length]).toEqual([lost, 10]);
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

test("a replay that has become ordered since it was read is not claimed from, until it is read again", async () => {
  const { ctx, id, claim } = await start(20);
  await ctx.sql`update replays set ordered = true where id = ${id}`;
  expect(await claim("one")).toBe("later");
  expect(await claim("one", { ordered: true })).toHaveProperty("items.length", 10);
});

test("in an ordered replay whoever loses the race for a batch looks again later", async () => {
  const { ctx, id, claim } = await start(40);
  await ctx.sql`update replays set ordered = true where id = ${id}`;
  const batches = await Promise.all(["one", "two", "three"].map((holder) => claim(holder, { ordered: true })));
  expect(batches.filter((batch) => batch === "later")).toHaveLength(2);
});

test.each([null, 1_000])(
  "a ramp that begins while a batch of the canary is claimed is not taken at once, where the rate is %s",
  async (rate) => {
    const { ctx, id, claim } = await start(20, rate, { canary: 5, ramp: true });
    const refill = () => ctx.sql`update replays set tokens = 1000, refilled_at = clock_timestamp()`;
    await refill();
    expect(await claim("one")).toHaveProperty("items.length", 5);
    await refill();
    // With a rate tokens are taken only where something waits: one that was held is due.
    await ctx.sql`update replay_items set state = 'held', held_until = now() - interval '1 minute' where id = (select max(id) from replay_items)`;
    const [row] = await ctx.sql`select policy from replays`;
    const [claiming] = await ctx.sql.begin(async (tx) => {
      // Where it looks at what is in hand, or, once it has its tokens, where it waits for others that claim.
      await (rate === null ? tx`lock table replay_batches in access exclusive mode` : lockClaims(tx, id));
      const claimed = claim("two");
      await vi.waitFor(async () => {
        const waiting = await ctx.sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        expect(waiting).toHaveLength(1);
      });
      await nextStage(tx, id, readPolicy(row?.["policy"]), new Date());
      return [claimed];
    });
    expect(await claiming).toBe("none");
  },
);

test("no token is taken where nothing waits", async () => {
  const { ctx, claim } = await start(10, 10);
  const tokens = async () => (await ctx.sql<{ n: number }[]>`select floor(tokens)::int as n from replays`)[0]?.n;
  const refill = () => ctx.sql`update replays set tokens = 10, refilled_at = clock_timestamp()`;
  await refill();
  expect(await claim("one")).toHaveProperty("items.length", 10);
  await refill();
  expect([await claim("two"), await tokens()]).toEqual(["none", 10]);
});

test("held items are recalled by a worker that has one connection", async () => {
  const { ctx, claim, url } = await start(10);
  await ctx.sql`update replay_items set state = 'held', held_until = now() - interval '1 minute'`;
  const one = connectDatabase(url, { max: 1 });
  onTestFinished(() => one.close());
  expect(await claim("one", {}, { ...ctx, ...one })).toMatchObject({ items: { length: 10 }, recalls: 1 });
});
