import { expect, test, vi } from "vitest";
import type { Ctx } from "../../context.ts";
import { itemStates, openReplays } from "../../testing/replays.ts";
import { startReplay } from "../start.ts";
import type { Batch } from "./batch.ts";
import { claimBatch } from "./claim.ts";
import { allAtOnce } from "./key-order.ts";
import { newLane } from "./lane.ts";
import { markLost } from "./give-up.ts";
import { sendBatch } from "./send-batch.ts";

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
