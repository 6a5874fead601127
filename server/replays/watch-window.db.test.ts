import { expect, test, vi } from "vitest";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import { textHeader } from "../sources/json-head.ts";
import type { Broker } from "../sources/port.ts";
import { capture, died, plainRules, rawMessage, watchQueue } from "../testing/messages.ts";
import { itemStates, observeLater, openReplays } from "../testing/replays.ts";
import { decideItems } from "./decide.ts";
import { getReplay } from "./get.ts";
import { learnWindow } from "./learn-window.ts";
import { listReplays } from "./list.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 15_000 };
const target = { to: "queue", queue: "orders.work" } as const;
const start = (ctx: Ctx, ids: readonly number[]) =>
  startReplay(ctx, { selection: { ids }, target, rate: null, reason: "the gateway is back" });
const later = (ctx: Ctx, seconds: number): Ctx => ({ ...ctx, clock: () => new Date(Date.now() + seconds * 1_000) });
const policyOf = async (ctx: Ctx, id: number) => (await ctx.sql`select policy from replays where id = ${id}`)[0]?.["policy"];
const sentAll = (ctx: Ctx, id: number) => vi.waitFor(async () => expect((await getReplay(ctx, { id })).state).not.toBe("running"), soon);

const presumedData = async (ctx: Ctx) =>
  (await ctx.sql<{ data: unknown }[]>`select data from message_history where kind = 'presumed_ok' order by message_id`).map(
    ({ data }) => data,
  );

/** The items of a replay die again `seconds` from now, as the messages that they were. */
async function comeBack(ctx: Ctx, reader: Awaited<ReturnType<typeof watchQueue>>, id: number, seconds: number, most: number) {
  const items = await ctx.sql<{ id: number; lineage: number }[]>`
    select i.id, coalesce(m.lineage_id, m.id) as lineage from replay_items i join messages m on m.id = i.message_id
    where i.replay_id = ${id} and i.state <> 'came_back' order by i.id limit ${most}`;
  const marked = items.map((item) =>
    rawMessage({
      body: Buffer.from(`{"again":${item.id}}`),
      headers: [
        textHeader("x-death-queue", "orders.work"),
        textHeader("x-redrive-replay", String(id)),
        textHeader("x-redrive-attempt", String(item.id)),
        textHeader("x-redrive-count", "1"),
        textHeader("x-redrive-lineage", String(item.lineage)),
      ],
    }),
  );
  return capture(later(ctx, seconds), reader, marked);
}

test("a first replay of what says nothing of itself is watched as configured, and nobody calls that a success", async () => {
  const { ctx, ids, run } = await openReplays(2);
  const { id } = await start(ctx, ids);
  expect(await policyOf(ctx, id)).toMatchObject({ observeSeconds: 60, diesWithin: null });
  await run("one");
  await sentAll(ctx, id);
  await observeLater(ctx, 61);
  const replay = await getReplay(ctx, { id });
  expect(replay).toMatchObject({ state: "completed", windowKnown: false, observeSeconds: 60 });
  expect(replay.answer).toBe("2 of 2 sent. 2 did not come back within 60 s. How long this failure takes is not known, so some still may.");
  expect(await presumedData(ctx)).toEqual([null, null]);
});

test("the next replay of a group is watched for twice as long as its comebacks took", async () => {
  const { ctx, reader, ids, run } = await openReplays(20);
  const first = await start(ctx, ids);
  await run("one");
  await sentAll(ctx, first.id);
  const again = await comeBack(ctx, reader, first.id, 115, 20);
  const { id } = await start(ctx, again);
  const { observeSeconds, diesWithin } = (await policyOf(ctx, id)) as { observeSeconds: number; diesWithin: number };
  expect(diesWithin).toBeGreaterThanOrEqual(114);
  expect(diesWithin).toBeLessThan(120);
  expect(observeSeconds).toBe(Math.ceil(diesWithin * 2));
  expect((await getReplay(ctx, { id })).windowKnown).toBe(true);
});

test("what its messages carry of their dying is learned from, where no replay of them ever was", async () => {
  const { ctx, reader } = await openReplays(1);
  const config = {
    ...ctx.config,
    sources: ctx.config.sources.map((source) => ({
      ...source,
      queues: source.queues.map((queue) => ({
        ...queue,
        rules: { ...plainRules, envelope: { ...plainRules.envelope, producedAt: "$.at" } },
      })),
    })),
  };
  const made = new Date(died.getTime() - 150_000).toISOString();
  const ids = await capture(ctx, reader, [rawMessage({ body: Buffer.from(`{"eventId":"e","at":"${made}"}`) })]);
  expect(await learnWindow({ ...ctx, config }, { ids })).toBe(150);
  // Sent again, it is older than its second dying took.
  await ctx.sql`update messages set replay_count = 1 where id = any(${numberArray(ids)}::bigint[])`;
  expect(await learnWindow({ ...ctx, config }, { ids })).toBeNull();
  expect(await learnWindow(ctx, { ids })).toBeNull();
});

test("a comeback of the replay itself widens the window of what is still watched", async () => {
  const { ctx, reader, ids, run } = await openReplays(10);
  const { id } = await start(ctx, ids);
  await run("one");
  await sentAll(ctx, id);
  await comeBack(ctx, reader, id, 58, 1);
  await observeLater(ctx, 90);
  expect(await itemStates(ctx, id)).toEqual({ observing: 9, came_back: 1 });
  const { observeSeconds, windowKnown } = await getReplay(ctx, { id });
  expect([observeSeconds >= 115, windowKnown]).toEqual([true, true]);
  await observeLater(ctx, 125);
  expect(await itemStates(ctx, id)).toEqual({ presumed_ok: 9, came_back: 1 });
  expect(await presumedData(ctx)).toEqual(Array.from({ length: 9 }, () => ({ proven: true })));
});

test("comebacks after the end change the sentence, the chart and the line in the list", async () => {
  const { ctx, reader, ids, run } = await openReplays(10);
  const { id } = await start(ctx, ids);
  await run("one");
  await sentAll(ctx, id);
  await observeLater(ctx, 61);
  expect(await getReplay(ctx, { id })).toMatchObject({ state: "completed", counts: { presumedOk: 10, cameBack: 0 } });
  await ctx.sql`update replays set finished_at = now() + interval '61 seconds'`;
  await comeBack(ctx, reader, id, 161, 4);
  const replay = await getReplay(later(ctx, 3_000), { id });
  expect(replay.answer).toMatch(
    /^10 of 10 sent, 4 came back\. 6 did not come back within 5 min\. The last came back 100 s after the watch had ended\.$/,
  );
  expect(replay.bars.reduce((sum, { cameBack }) => sum + cameBack, 0)).toBe(4);
  const [line] = (await listReplays(ctx, { show: "all", limit: 30 })).replays;
  expect(line).toMatchObject({ state: "completed", counts: { presumedOk: 6, cameBack: 4 } });
});

const bare = (broker: Broker): Broker => ({
  ...broker,
  codec: {
    ...broker.codec,
    carriesHeaders: false,
    marksFit: false,
    change: (head, { strip }) => broker.codec.change(head, { strip, add: [] }),
  },
});

test("where a comeback cannot be recognised nothing is presumed ok, and the replay says so", async () => {
  const { ctx, ids, run, sent } = await openReplays(3, bare);
  const { id } = await start(ctx, ids);
  await run("one");
  await vi.waitFor(async () => expect((await getReplay(ctx, { id })).state).toBe("completed"), soon);
  expect(sent()).toHaveLength(3);
  await observeLater(ctx, 100_000);
  expect(await itemStates(ctx, id)).toEqual({ confirmed: 3 });
  expect((await getReplay(ctx, { id })).answer).toBe("3 of 3 sent. 3 carry no mark of Redrive: whether they died again is not known.");
  const kinds =
    await ctx.sql`select distinct m.state, h.kind from message_history h join messages m on m.id = h.message_id where h.seq = 3`;
  expect([...kinds]).toEqual([{ state: "replayed", kind: "confirmed" }]);
});

test("what a person says was sent is watched like the rest, or not watched where it carries no mark", async () => {
  const { ctx, ids } = await openReplays(2);
  const { id } = await start(ctx, ids);
  await ctx.sql`update replay_items set state = 'unknown', outcome_at = now()`;
  await ctx.sql`update messages set state = 'unknown'`;
  await ctx.sql`update messages set route_facts = 1 where id = ${ids[1] ?? 0}`;
  expect(await decideItems(ctx, { id, sent: true, reason: "it is in their log" })).toEqual({ decided: 2 });
  expect(await itemStates(ctx, id)).toEqual({ observing: 1, confirmed: 1 });
  await observeLater(ctx, 61);
  expect(await itemStates(ctx, id)).toEqual({ presumed_ok: 1, confirmed: 1 });
});
