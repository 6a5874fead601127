import { expect, test, vi } from "vitest";
import type { Ctx } from "../../context.ts";
import { openReplays } from "../../testing/replays.ts";
import type { Broker } from "../../sources/port.ts";
import { decideItems } from "../decide.ts";
import { startReplay } from "../start.ts";

const soon = { timeout: 20_000, interval: 10 };
const target = { to: "queue", queue: "orders.work" } as const;

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
      return state.lost ? { state: "unknown", reason: "No answer came." } : broker.publish(to, message, attempt, hints);
    },
  });
  return { told, state, change };
}

const start = (ctx: Ctx, ids: readonly number[]) => startReplay(ctx, { selection: { ids: [...ids] }, target, rate: null, reason: "try" });

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
