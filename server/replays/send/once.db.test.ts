import { expect, test, vi } from "vitest";
import type { Ctx } from "../../context.ts";
import { openReplays } from "../../testing/replays.ts";
import type { Broker } from "../../sources/port.ts";
import { restoreMessages } from "../../bulk/restore.ts";
import { decideItems } from "../decide.ts";
import { startReplay } from "../start.ts";

const soon = { timeout: 20_000, interval: 10 };
const target = { to: "queue", queue: "orders.work" } as const;

const lost = { state: "unknown", reason: "No answer came." } as const;

/** What the broker was told of each try; it says nothing of those in `lost`. */
function listening() {
  const told: { attempt: string; once: string | undefined }[] = [];
  const state = { lost: true };
  const change = (broker: Broker): Broker => ({
    ...broker,
    // Otherwise the worker asks what became of the first, and sends it again itself.
    findAttempts: async () => new Map(),
    publish: async (to, message, attempt, hints) => {
      told.push({ attempt, once: hints?.once });
      return state.lost ? lost : broker.publish(to, message, attempt, hints);
    },
    release: async (_queue, _message, hints) => {
      told.push({ attempt: "", once: hints?.once });
      return state.lost ? lost : { state: "confirmed", ref: null };
    },
  });
  return { told, state, change };
}

const start = (ctx: Ctx, ids: readonly number[], to: typeof target | { readonly to: "release" } = target) =>
  startReplay(ctx, { selection: { ids: [...ids] }, target: to, rate: null, reason: "try" });

test("a message that was decided not sent goes again as the same try to its broker; others never share one", async () => {
  const { told, state, change } = listening();
  const { ctx, ids, run, sent } = await openReplays(3, change);
  const { id } = await start(ctx, ids);
  await run("one");
  await vi.waitFor(async () => expect(await ctx.sql`select 1 from replay_items where state = 'unknown'`).toHaveLength(3), soon);
  await decideItems(ctx, { id, sent: false, reason: "not in their log" });
  state.lost = false;
  await start(ctx, ids);
  await vi.waitFor(() => expect(sent()).toHaveLength(3), soon);
  const [first, second] = [told.slice(0, 3), told.slice(3)];
  expect(new Set(first.map(({ once }) => once))).toEqual(new Set(second.map(({ once }) => once)));
  expect(new Set(first.map(({ once }) => once)).size).toBe(3);
  expect(new Set(told.map(({ attempt }) => attempt)).size).toBe(6);
});

test("so does a release that was decided not sent; one after a true release is another", async () => {
  const { told, state, change } = listening();
  const { ctx, ids, run } = await openReplays(1, change);
  const release = () => start(ctx, ids, { to: "release" });
  const stateOf = async () => (await ctx.sql<{ state: string }[]>`select state from messages where id = ${ids[0] ?? 0}`)[0]?.state;
  // Or capture would take it again at once.
  await ctx.sql`update queues set watched = false`;
  await run("one");
  const { id } = await release();
  await vi.waitFor(async () => expect(await stateOf()).toBe("unknown"), soon);
  await decideItems(ctx, { id, sent: false, reason: "not in the queue" });
  state.lost = false;
  await release();
  await vi.waitFor(async () => expect(await stateOf()).toBe("released"), soon);
  await restoreMessages(ctx, { selection: { ids: [...ids] }, reason: "not yet" });
  await release();
  await vi.waitFor(() => expect(told).toHaveLength(3), soon);
  const [lostOne, again, another] = told.map(({ once }) => once);
  expect(again).toBe(lostOne);
  expect(another).not.toBe(lostOne);
});
