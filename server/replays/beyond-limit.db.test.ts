import { expect, test } from "vitest";
import { openReplays } from "../testing/replays.ts";
import { readPlan } from "./read-plan.ts";
import { startReplay } from "./start.ts";

test("whoever may override the limit of replays lifts it for one replay, and the audit log says so", async () => {
  const { ctx, ids } = await openReplays(3);
  await ctx.sql`update messages set replay_count = 5`;
  const asked = { selection: { ids }, target: { to: "queue", queue: "orders.work" } } as const;
  const limitOf = async (beyondLimit: boolean) => {
    const { sendable, checks } = await readPlan(ctx, { ...asked, beyondLimit });
    return [sendable, checks.find(({ key }) => key === "too_often")?.text];
  };
  expect(await limitOf(false)).toEqual([0, "skipped: they came back every time"]);
  expect(await limitOf(true)).toEqual([3, "the limit is lifted for this replay"]);
  const start = { ...asked, rate: null, reason: "the handler is mended" };
  await expect(startReplay(ctx, start)).rejects.toThrow("replayed 5 times already");
  const some = { ...start, selection: { ids: ids.slice(0, 1) }, beyondLimit: true };
  const { id } = await startReplay(ctx, some);
  expect((await ctx.sql`select reason, data ->> 'beyondLimit' as beyond from audit where subject = ${`replay ${id}`}`)[0]).toEqual({
    reason: "the handler is mended",
    beyond: "true",
  });
  // It ends with that replay.
  await expect(startReplay(ctx, { ...start, selection: { ids: ids.slice(1) } })).rejects.toThrow("replayed 5 times already");
});
