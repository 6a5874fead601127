import { expect, test, vi } from "vitest";
import { principalId } from "../../access/remember-principal.ts";
import { itemStates, openReplays } from "../../testing/replays.ts";
import { getReplay } from "../get.ts";
import { moveItems } from "../items/move.ts";
import { startReplay } from "../start.ts";
import { claimBatch } from "./claim.ts";
import { recallHeld } from "./recall-held.ts";
import { returnUnsent } from "./return-unsent.ts";

const soon = { timeout: 20_000, interval: 10 };
const target = { to: "queue", queue: "orders.work" } as const;

/** Three items, of which the first two are held: one until now, one until tomorrow. */
async function start() {
  const opened = await openReplays(3);
  const { ctx, ids } = opened;
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "the gateway is back" });
  const items = await ctx.sql<{ id: number }[]>`select id from replay_items order by id`;
  const tomorrow = new Date(Date.now() + 86_400_000);
  const held = [ctx.clock(), tomorrow].map((heldUntil, at) => ({ id: items[at]?.id ?? 0, to: "held" as const, heldUntil }));
  const event = { kind: "settled", at: ctx.clock(), principal: await principalId(ctx), operation: null } as const;
  await ctx.sql.begin((tx) => moveItems(tx, event, { items: held }));
  return { ...opened, id, tomorrow };
}

test("a held item waits again when its time has come, is sent, and its replay is not over before", async () => {
  const { ctx, id, run, sent, tomorrow } = await start();
  expect((await getReplay(ctx, { id })).answer).toBe("0 of 3 confirmed, 2 held.");
  await run("one");
  await vi.waitFor(() => expect(sent()).toHaveLength(1), soon);
  expect(await recallHeld(ctx)).toBe(false);
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ observing: 2, held: 1 }), soon);
  expect((await getReplay(ctx, { id })).state).toBe("running");
  await recallHeld({ ...ctx, clock: () => tomorrow });
  await vi.waitFor(async () => expect((await getReplay(ctx, { id })).state).toBe("observing"), soon);
  expect(sent()).toHaveLength(3);
});

test("nothing is recalled into a batch that is on its way", async () => {
  const { ctx, id, tomorrow } = await start();
  const first = await claimBatch(ctx, "one/0", { replayId: id, rate: null, ordered: false, own: [], size: 10 });
  expect(first).toMatchObject({ items: { length: 1 } });
  // As a batch from the first item on, which has been held since.
  await ctx.sql`update replay_batches set first_item = (select min(id) from replay_items)`;
  await recallHeld({ ...ctx, clock: () => tomorrow });
  expect(await itemStates(ctx, id)).toEqual({ held: 2, in_hand: 1 });
  if (typeof first !== "string") await returnUnsent(ctx, first.id);
  await recallHeld({ ...ctx, clock: () => tomorrow });
  expect(await itemStates(ctx, id)).toEqual({ selected: 3 });
});
