import { expect, test, vi } from "vitest";
import type { Ctx } from "../../context.ts";
import { itemStates, observeLater, openReplays } from "../../testing/replays.ts";
import { cancelReplay } from "../cancel.ts";
import { listReplays } from "../list.ts";
import { pauseReplay } from "../pause.ts";
import { startReplay } from "../start.ts";

const soon = { timeout: 20_000, interval: 10 };
const target = { to: "queue", queue: "orders.work" } as const;

async function start(count: number, { queue = true } = {}) {
  const opened = await openReplays(count);
  if (!queue) opened.memory.server.queues.delete("orders.work");
  const { ctx, ids } = opened;
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "the gateway is back" });
  const becomes = (state: string) => vi.waitFor(async () => expect(await standing(ctx, id)).toMatchObject({ state }), soon);
  return { ...opened, id, becomes };
}

const standing = async (ctx: Ctx, id: number) =>
  (
    await ctx.sql`select r.state, s.state as stage, r.finished_at is not null as over from replays r join replay_stages s on s.replay_id = r.id where r.id = ${id}`
  )[0];
/** What Redrive itself did, with the operation that it was part of. */
const acts = (ctx: Ctx) => ctx.sql`
  select a.data ->> 'act' as act, a.operation_id = (select min(id) from audit) as "ofStart" from audit a
  join principals p on p.id = a.principal_id where p.kind = 'system' order by a.id`;

test("a replay is observed when all is sent, and completed when nothing can come back any more; both are in the audit log", async () => {
  const { ctx, id, run, becomes } = await start(3);
  expect(await standing(ctx, id)).toEqual({ state: "running", stage: "sending", over: false });
  await run("one");
  await becomes("observing");
  expect(await standing(ctx, id)).toEqual({ state: "observing", stage: "observing", over: false });
  expect((await listReplays(ctx, { show: "all", limit: 30 })).answer.title).toBe("1 replay is sent and still watched.");
  // A config that is changed now means nothing to a replay that stands.
  await observeLater({ ...ctx, config: { ...ctx.config, observeSeconds: 1 } }, 30);
  expect(await itemStates(ctx, id)).toEqual({ observing: 3 });
  await observeLater(ctx, 61);
  expect(await itemStates(ctx, id)).toEqual({ presumed_ok: 3 });
  expect(await standing(ctx, id)).toEqual({ state: "completed", stage: "passed", over: true });
  expect(await acts(ctx)).toEqual([
    { act: "observe", ofStart: true },
    { act: "complete", ofStart: true },
  ]);
  const operations =
    await ctx.sql`select distinct operation_id = (select min(id) from audit) as "ofStart" from message_history where item_id is not null`;
  expect(operations).toEqual([{ ofStart: true }]);
});

test("a replay whose policy cannot be read stops the observation of no other", async () => {
  const { ctx, ids, run } = await openReplays(2);
  const replays: number[] = [];
  for (const id of ids)
    replays.push((await startReplay(ctx, { selection: { ids: [id] }, target, rate: null, reason: "the gateway is back" })).id);
  const [broken = 0, good = 0] = replays;
  await run("one");
  for (const id of replays) await vi.waitFor(async () => expect(await standing(ctx, id)).toMatchObject({ state: "observing" }), soon);
  await ctx.sql`update replays set policy = '{}' where id = ${broken}`;
  const error = vi.fn();
  const log = Object.assign(Object.create(ctx.log) as typeof ctx.log, { error });
  await observeLater({ ...ctx, log }, 61);
  expect(await standing(ctx, broken)).toMatchObject({ state: "observing" });
  expect(await standing(ctx, good)).toMatchObject({ state: "completed" });
  expect(error).toHaveBeenCalledWith(expect.objectContaining({ replayId: broken }), expect.any(String));
});

test("what only waits to be observed can be neither cancelled nor paused", async () => {
  const { ctx, id, run, becomes } = await start(1);
  await run("one");
  await becomes("observing");
  const refusal = "has sent everything and only watches what comes back, so it cannot be";
  await expect(cancelReplay(ctx, { id, reason: "no" })).rejects.toThrow(`${refusal} cancelled.`);
  await expect(pauseReplay(ctx, { id, reason: "no" })).rejects.toThrow(`${refusal} paused.`);
});

test("a pause by Redrive is its own act in the audit log; a cancel stops the stage", async () => {
  const { ctx, id, run, becomes } = await start(100, { queue: false });
  await run("one");
  await becomes("paused");
  expect(await acts(ctx)).toEqual([{ act: "pause", ofStart: true }]);
  await cancelReplay(ctx, { id, reason: "no such queue" });
  expect(await standing(ctx, id)).toEqual({ state: "cancelled", stage: "stopped", over: true });
});
