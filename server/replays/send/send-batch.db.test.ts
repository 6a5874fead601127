import { expect, onTestFinished, test, vi } from "vitest";
import type { Ctx } from "../../context.ts";
import { beat } from "../../process/heartbeat.ts";
import { itemStates, openReplays } from "../../testing/replays.ts";
import { connectDatabase } from "../../db/client.ts";
import { testServer } from "../../testing/database.ts";
import { passSilence } from "../../testing/silence.ts";
import { startReplay } from "../start.ts";
import type { Batch } from "./batch.ts";
import { claimBatch } from "./claim.ts";
import { judgeBatch } from "./judge-batch.ts";
import { allAtOnce, KeyOrder } from "./key-order.ts";
import { newLane } from "./lane.ts";
import { markLost } from "./give-up.ts";
import { sendBatch } from "./send-batch.ts";
import { settleItems } from "./settle.ts";
import type { Broker } from "../../sources/port.ts";

const soon = { timeout: 20_000, interval: 10 };
const target = { to: "queue", queue: "orders.work" } as const;
const signal = new AbortController().signal;

/** The first pause of a replay fails with this code of Postgres. */
async function failFirstPause(ctx: Ctx, code: string) {
  await ctx.sql`create sequence pauses`;
  await ctx.sql.unsafe(`create function fail_first() returns trigger language plpgsql as $$
    begin if nextval('pauses') = 1 then raise exception 'not now' using errcode = '${code}'; end if; return new; end $$`);
  await ctx.sql`create trigger fail_first before update on replays for each row when (new.state = 'paused') execute function fail_first()`;
}

async function openRefused(count: number) {
  const opened = await openReplays(count, (broker) => ({ ...broker, publish: async () => ({ state: "refused", reason: "too large" }) }));
  const { id } = await startReplay(opened.ctx, { selection: { ids: opened.ids }, target, rate: null, reason: "try" });
  return { ...opened, id };
}

test.each(["40P01", "P0001"])("where a pause fails (%s), what was not published waits, and nothing is unknown", async (code) => {
  const { ctx, id, run } = await openRefused(300);
  await failFirstPause(ctx, code);
  await run("one");
  await vi.waitFor(async () => expect(await ctx.sql`select state from replays`).toEqual([{ state: "paused" }]), soon);
  await vi.waitFor(async () => expect(await ctx.sql`select 1 from replay_batches`).toEqual([]), soon);
  const states = await itemStates(ctx, id);
  expect(states).toEqual({ refused: expect.any(Number), selected: 300 - Number(states["refused"]) });
});

test("a batch whose items all moved before they were read is over", async () => {
  const { ctx, ids } = await openReplays(5);
  const { id: replayId } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "try" });
  const claimed = await claimBatch(ctx, "one/0", { replayId, rate: null, ordered: false, own: [], size: 10 });
  if (typeof claimed === "string") throw new Error(`Nothing was claimed: ${claimed}.`);
  const batch: Batch = { ...claimed, items: [] };
  const lane = newLane("one/0");
  lane.unsettled.set(batch.id, replayId);
  expect(await sendBatch(ctx, lane, { ...batch, unsent: new Map(), ready: new Map() }, allAtOnce, signal)).toBe("whole");
  await lane.settler.drain();
  expect([lane.unsettled.size, await markLost(ctx)]).toEqual([0, false]);
});

/** A batch that a worker claimed ahead, and what takes that worker for dead. */
async function claimAhead(count: number, change: (broker: Broker) => Broker = (broker) => broker) {
  const opened = await openReplays(count, change);
  const { ctx, ids } = opened;
  const { id: replayId } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "try" });
  await beat(ctx, "still");
  const claimed = await claimBatch(ctx, "still/0", { replayId, rate: null, ordered: false, own: [], size: count });
  if (typeof claimed === "string") throw new Error(`Nothing was claimed: ${claimed}.`);
  const batch = await judgeBatch(ctx, claimed, { ordered: false });
  const lose = async () => {
    await passSilence(ctx.sql);
    expect(await markLost(ctx)).toBe(true);
  };
  return { ...opened, replayId, batch, lose };
}

test("a batch that was claimed ahead by a worker taken for dead meanwhile is not sent, not even its first slice", async () => {
  const { ctx, replayId, batch, lose, sent } = await claimAhead(20);
  await lose();
  expect(await sendBatch(ctx, newLane("still/0"), batch, allAtOnce, signal)).toBe("stopped");
  expect(sent()).toEqual([]);
  expect(await itemStates(ctx, replayId)).toEqual({ unknown: 20 });
});

test("a worker that stands still in the middle of a slice sends nothing more of it, and what it hears late is not written", async () => {
  let stand = async () => {};
  const { ctx, replayId, batch, lose, sent } = await claimAhead(20, (broker) => ({
    ...broker,
    publish: async (to, message, attempt) => {
      const outcome = await broker.publish(to, message, attempt);
      await stand();
      return outcome;
    },
  }));
  let n = 0;
  stand = async () => {
    if (++n !== 3) return;
    await lose();
    const later = performance.now() + 60_000;
    vi.spyOn(performance, "now").mockImplementation(() => later);
  };
  // One after the other, as in a queue that keeps the order of its keys.
  const one = { ...batch, items: batch.items.map((item) => ({ ...item, eventKey: "one" })) };
  const lane = newLane("still/0");
  expect(await sendBatch(ctx, lane, one, new KeyOrder(), signal).finally(() => vi.restoreAllMocks())).toBe("stopped");
  expect(sent()).toHaveLength(3);
  expect(await itemStates(ctx, replayId)).toEqual({ unknown: 20 });
});

test("what a worker taken for dead hears of an item that waits again by now is not written", async () => {
  const { ctx, replayId, batch, lose } = await claimAhead(1);
  await lose();
  await ctx.sql`update replay_items set state = 'selected'`;
  const [item] = batch.items;
  if (!item) throw new Error("Nothing was claimed.");
  await settleItems(ctx, batch, [{ item, outcome: { state: "confirmed", ref: null }, marked: true }], true);
  expect(await itemStates(ctx, replayId)).toEqual({ selected: 1 });
});

test("a database that was away is no worker's death: nobody is lost until another was heard all that time", async () => {
  const { ctx, replayId } = await claimAhead(3);
  await ctx.sql`update workers set beat_at = now() - interval '25 seconds'`;
  // Another worker lives, and was away as long.
  await beat(ctx, "other");
  expect(await markLost(ctx)).toBe(false);
  await ctx.sql`update workers set beat_at = now() - interval '7 seconds', steady_since = now() - interval '1 hour' where id = 'other'`;
  await beat(ctx, "other");
  expect(await markLost(ctx)).toBe(false);
  expect(await itemStates(ctx, replayId)).toEqual({ in_hand: 3 });
  await ctx.sql`update workers set steady_since = now() - interval '16 seconds' where id = 'other'`;
  await beat(ctx, "other");
  expect(await markLost(ctx)).toBe(true);
  expect(await itemStates(ctx, replayId)).toEqual({ unknown: 3 });
});

test("a worker that stands still in a transaction loses its session with its batches, and nobody waits for its locks", async () => {
  const { ctx, replayId, lose } = await claimAhead(3);
  const { url } = await databaseOf(ctx);
  const still = connectDatabase(url, { max: 1 });
  onTestFinished(still.close);
  await ctx.sql`update workers set host = 'elsewhere', pid = 7 where id = 'still'`;
  const stands = still.sql.begin(async (tx) => {
    await tx`set local application_name = 'redrive elsewhere 7'`;
    await tx`select 1 from replay_items for update`;
    await tx`select pg_sleep(60)`;
  });
  const ended = expect(stands).rejects.toThrow();
  await vi.waitFor(async () => expect(await ctx.sql`select 1 from replay_items for update skip locked`).toEqual([]), soon);
  await lose();
  await ended;
  expect(await itemStates(ctx, replayId)).toEqual({ unknown: 3 });
});

async function databaseOf(ctx: Ctx): Promise<{ url: string }> {
  const [row] = await ctx.sql<[{ name: string }]>`select current_database()::text as name`;
  const url = new URL(await testServer());
  url.pathname = `/${row.name}`;
  return { url: url.href };
}
