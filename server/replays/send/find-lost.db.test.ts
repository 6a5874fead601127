import { expect, test } from "vitest";
import { machineClock } from "../../db/read-now.ts";
import { BrokerError } from "../../sources/port.ts";
import { itemStates, openReplays } from "../../testing/replays.ts";
import { cancelReplay } from "../cancel.ts";
import { startReplay } from "../start.ts";
import type { Batch } from "./batch.ts";
import { claimBatch } from "./claim.ts";
import { findLost, isAsking } from "./find-lost.ts";
import { readOutbound } from "./outbound.ts";
import { returnUnsent } from "./return-unsent.ts";
import { type Sent, settleItems } from "./settle.ts";

const target = { to: "queue", queue: "orders.work" } as const;

test("what is found unsent among the items of a batch is left for later, so that a cancel leaves nothing to nobody", async () => {
  const { ctx, ids } = await openReplays(5);
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "try" });
  const claim = async (holder: string): Promise<Batch> => {
    const batch = await claimBatch(ctx, holder, { replayId: id, rate: null, ordered: false, own: [], size: 10 });
    if (typeof batch === "string") throw new Error(`Nothing was claimed: ${batch}.`);
    return batch;
  };
  const find = () => findLost({ ...ctx, clock: () => new Date(Date.now() + 11_000) });
  const first = await claim("one");
  const lost = first.items.slice(2, 3).map((item): Sent => ({ item, outcome: { state: "unknown", reason: "no word" }, marked: true }));
  await settleItems(ctx, first, lost, false);
  await returnUnsent(ctx, first.id);

  const second = await claim("two");
  expect(second.items).toHaveLength(4);
  await find();
  await cancelReplay(ctx, { id, reason: "enough" });
  const sent = second.items.map((item): Sent => ({ item, outcome: { state: "confirmed", ref: null }, marked: true }));
  await settleItems(ctx, second, sent, true);
  await find();
  const rows = await ctx.sql`
    select i.state as item, m.state as message, count(*) as n from replay_items i join messages m on m.id = i.message_id group by 1, 2 order by 1`;
  expect(rows).toEqual([
    { item: "refused", message: "dead", n: 1 },
    { item: "observing", message: "replayed", n: 4 },
  ]);
});

/** A replay whose only item is unknown since so many seconds; what was sent of it is not at the broker. */
async function loseOne(seconds: number, ask: () => Promise<ReadonlyMap<string, "published" | "absent">>) {
  const opened = await openReplays(1, (broker) => ({ ...broker, findAttempts: ask }));
  const { ctx, ids } = opened;
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "try" });
  const batch = await claimBatch(ctx, "one", { replayId: id, rate: null, ordered: false, own: [], size: 10 });
  if (typeof batch === "string") throw new Error("Nothing was claimed.");
  const lost = batch.items.map((item): Sent => ({ item, outcome: { state: "unknown", reason: "no word" }, marked: true }));
  await settleItems(ctx, batch, lost, true);
  await ctx.sql`update replay_items set outcome_at = outcome_at - make_interval(secs => ${seconds}), intent_at = intent_at - make_interval(secs => ${seconds})`;
  const [item] = await ctx.sql<{ id: number }[]>`select id from replay_items`;
  return { ctx, id, item: String(item?.id) };
}

test("a broker that was away for longer than ten minutes is asked when it is back", async () => {
  let answer: () => Promise<ReadonlyMap<string, "published" | "absent">> = () =>
    Promise.reject(new BrokerError("unreachable", "It is away."));
  const { ctx, id, item } = await loseOne(660, () => answer());
  await findLost(ctx);
  expect([await itemStates(ctx, id), await isAsking(ctx, id)]).toEqual([{ unknown: 1 }, true]);
  answer = async () => new Map([[item, "published"]]);
  await findLost(ctx);
  expect(await itemStates(ctx, id)).toEqual({ observing: 1 });
});

test("a broker that cannot tell is asked once; one that denies it, for ten minutes", async () => {
  let asked = 0;
  const silent = await loseOne(11, async () => {
    asked++;
    return new Map();
  });
  for (let turn = 0; turn < 3; turn++) await findLost(silent.ctx);
  expect([asked, await isAsking(silent.ctx, silent.id), await itemStates(silent.ctx, silent.id)]).toEqual([1, false, { unknown: 1 }]);
  const denied = await loseOne(11, () => Promise.reject(new BrokerError("denied", "It may not be read.")));
  await findLost(denied.ctx);
  expect(await isAsking(denied.ctx, denied.id)).toBe(true);
  await denied.ctx.sql`update replay_items set intent_at = intent_at - interval '10 minutes'`;
  await findLost(denied.ctx);
  expect(await isAsking(denied.ctx, denied.id)).toBe(false);
});

test.each([-60, 60])(
  "a worker whose clock is %s minutes off asks as soon as another, and notes intents by the database's clock",
  async (minutes) => {
    const { ctx, id, item } = await loseOne(11, async () => new Map([[item, "published"]]));
    const off = { ...ctx, clock: Object.assign(() => new Date(Date.now() + minutes * 60_000), machineClock) };
    await findLost(off);
    expect(await itemStates(ctx, id)).toEqual({ observing: 1 });
    const { ctx: other, ids } = await openReplays(1);
    const { id: replayId } = await startReplay(other, { selection: { ids }, target, rate: null, reason: "try" });
    const batch = await claimBatch({ ...other, clock: off.clock }, "one", { replayId, rate: null, ordered: false, own: [], size: 10 });
    if (typeof batch === "string") throw new Error("Nothing was claimed.");
    expect(Math.abs(batch.at.getTime() - Date.now())).toBeLessThan(30_000);
  },
);

test("no more items are read at once than hold so many bytes, and always the first", async () => {
  const { ctx, ids } = await openReplays(4, undefined, (at) => JSON.stringify({ n: at, pad: "x".repeat(1_000) }));
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "try" });
  const read = async (mostBytes?: number) => (await readOutbound(ctx, ctx.sql`i.replay_id = ${id}`, mostBytes)).length;
  expect([await read(), await read(1), await read(2_500)]).toEqual([4, 1, 3]);
});
