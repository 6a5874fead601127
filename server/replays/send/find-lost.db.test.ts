import { expect, test } from "vitest";
import { openReplays } from "../../testing/replays.ts";
import { cancelReplay } from "../cancel.ts";
import { startReplay } from "../start.ts";
import type { Batch } from "./batch.ts";
import { claimBatch } from "./claim.ts";
import { findLost } from "./find-lost.ts";
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
