import { expect, test, vi } from "vitest";
import { dieAgain, openReplays } from "../testing/replays.ts";
import { readPlan } from "./read-plan.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 20_000, interval: 20 };
const target = { to: "queue", queue: "orders.work" } as const;

test("a message whose consumer always fails is replayed five times, as one lineage, and then no more", async () => {
  const opened = await openReplays(1);
  const { ctx, ids, sent, run } = opened;
  await run("one");
  let newest = ids[0] ?? 0;
  for (let turn = 1; turn <= 5; turn++) {
    await startReplay(ctx, { selection: { ids: [newest] }, target, rate: null, reason: "again" });
    await vi.waitFor(() => expect(sent()).toHaveLength(turn), soon);
    await vi.waitFor(async () => expect(await ctx.sql`select 1 from replay_items where state = 'observing'`).toHaveLength(1), soon);
    const before = newest;
    newest = (await dieAgain(opened, turn - 1, turn))[0] ?? 0;
    expect(newest).toBeGreaterThan(before);
  }
  const [row] = await ctx.sql`select lineage_id as lineage, replay_count as count from messages where id = ${newest}`;
  expect(row).toEqual({ lineage: ids[0], count: 5 });
  expect((await readPlan(ctx, { selection: { ids: [newest] }, target })).sendable).toBe(0);
  await expect(startReplay(ctx, { selection: { ids: [newest] }, target, rate: null, reason: "again" })).rejects.toThrow(
    "replayed 5 times already, and it came back each time",
  );
  expect(sent()).toHaveLength(5);
});
