import { expect, test, vi } from "vitest";
import type { Broker } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import { freezeSelection } from "../selections/freeze.ts";
import { placesOf } from "../selections/places.ts";
import { listMessages } from "../messages/list.ts";
import { hear, age, itemStates, openReplays } from "../testing/replays.ts";
import { beat } from "../process/heartbeat.ts";
import { capture, rawMessage } from "../testing/messages.ts";
import { passSilence } from "../testing/silence.ts";
import { cancelReplay } from "./cancel.ts";
import { changeRate } from "./change-rate.ts";
import { claimBatch } from "./send/claim.ts";
import { decideItems } from "./decide.ts";
import { gatherNext } from "./gather.ts";
import { getReplay } from "./get.ts";
import { listItems } from "./items/list.ts";
import { pauseReplay } from "./pause.ts";
import { resumeReplay } from "./resume.ts";
import { startReplay } from "./start.ts";
import { presumeOk } from "./observe.ts";
import { markLost } from "./send/give-up.ts";
import { reasonWords } from "./words.ts";

const soon = { timeout: 20_000, interval: 10 };
const reason = "the gateway is back";
const target = { to: "queue", queue: "orders.work" } as const;

const messages = async (ctx: Ctx) => {
  const rows = await ctx.sql<{ state: string; n: number }[]>`select state, count(*) as n from messages group by 1`;
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
};
const replayState = async (ctx: Ctx, id: number) =>
  (await ctx.sql`select state, pause_code as code, pause_data as data from replays where id = ${id}`)[0];

/** What the rollups say is what the rows are. */
async function countsAgree(ctx: Ctx, id: number) {
  const [row] = await ctx.sql`
    select (select jsonb_object_agg(state, n) from (select state, sum(n) as n from replay_counts where replay_id = ${id} group by 1 having sum(n) <> 0) c)
      = (select jsonb_object_agg(state, n) from (select state, count(*) as n from replay_items where replay_id = ${id} group by 1) i) as items,
      (select jsonb_object_agg(state, n) from (select state, sum(n) as n from day_counts group by 1 having sum(n) <> 0) c)
      = (select jsonb_object_agg(state, n) from (select state, count(*) as n from messages group by 1) m) as messages`;
  expect(row).toEqual({ items: true, messages: true });
}

test("two workers send each of many exactly once, with every step in the history", async () => {
  const { ctx, ids, run, sent } = await openReplays(3_000);
  const { id, selected } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason });
  expect(selected).toBe(3_000);
  expect(sent()).toEqual([]);
  const listed = async (filter: string) => (await listMessages(ctx, { filter, limit: 50 })).messages.length;
  expect([await listed("state:replaying"), await listed("state:replayed"), await listed("state:any")]).toEqual([50, 0, 50]);
  await Promise.all([run("one"), run("two")]);
  await vi.waitFor(async () => expect(await replayState(ctx, id)).toMatchObject({ state: "observing" }), soon);
  expect(new Set(sent()).size).toBe(3_000);
  expect(sent()).toHaveLength(3_000);
  expect(await itemStates(ctx, id)).toEqual({ observing: 3_000 });
  expect([await listed("state:replaying"), await listed("state:replayed"), await listed("state:any")]).toEqual([0, 50, 50]);
  const kinds = await ctx.sql`select kind, count(*) as n, count(distinct item_id) as items from message_history group by 1 order by 1`;
  expect(kinds.map((row) => [row["kind"], row["n"], row["items"]])).toEqual([
    ["captured", 3_000, 0],
    ["claimed", 3_000, 3_000],
    ["confirmed", 3_000, 3_000],
  ]);
  await countsAgree(ctx, id);
  // The clock of a worker that is ahead counts for nothing.
  expect(await presumeOk({ ...ctx, clock: () => new Date(Date.now() + 61_000) })).toBe(false);
  expect(await itemStates(ctx, id)).toEqual({ observing: 3_000 });
  await age(ctx, 61);
  await hear(ctx);
  await presumeOk(ctx);
  expect(await itemStates(ctx, id)).toEqual({ presumed_ok: 3_000 });
  expect((await getReplay(ctx, { id })).answer).toBe(
    "3,000 of 3,000 sent. 3,000 did not come back within 60 s. How long this failure takes is not known, so some still may.",
  );
});

test("what cannot be sent is skipped with its reason, and nothing at all is a conflict", async () => {
  const { ctx, ids } = await openReplays(5);
  const [, often, gone, held] = ids;
  await ctx.sql`update messages set replay_count = 5 where id = ${often ?? 0}`;
  await ctx.sql`update messages set state = 'discarded' where id = ${gone ?? 0}`;
  await startReplay(ctx, { selection: { ids: [held ?? 0] }, target, rate: null, reason });
  const { id, selected, skipped } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason });
  expect({ selected, skipped }).toEqual({ selected: 2, skipped: 3 });
  const { items } = await listItems(ctx, { id, show: "skipped", limit: 50 });
  expect(items.map((item) => item.reason && reasonWords(item.reason))).toEqual([
    "replayed 5 times already, and it came back each time",
    "discarded already",
    "in another replay",
  ]);
  const { answer, unsent } = await getReplay(ctx, { id });
  expect(answer).toContain("0 of 5 sent, 3 skipped");
  expect(unsent).toEqual(["in_replay", "not_dead", "too_often"].map((code) => ({ state: "skipped", code, n: 1 })));
  await expect(startReplay(ctx, { selection: { ids }, target, rate: null, reason })).rejects.toThrow(
    "Nothing can be sent: 3 in another replay",
  );
  await expect(startReplay(ctx, { selection: { ids: [999] }, target, rate: null, reason })).rejects.toThrow("No message matches any more.");
  expect(await ctx.sql`select 1 from replays`).toHaveLength(2);
});

test("two people who start the same at once share the messages between them, and each goes once", async () => {
  const { ctx, ids, run, sent } = await openReplays(200);
  const input = { selection: { ids }, target, rate: null, reason };
  const outcomes = await Promise.allSettled([startReplay(ctx, input), startReplay(ctx, input), startReplay(ctx, input)]);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await run("one");
  await vi.waitFor(() => expect(sent()).toHaveLength(200), soon);
});

test("a filter takes what matched when it was read, not what died since", async () => {
  const { ctx, reader } = await openReplays(3);
  const asOf = new Date().toISOString();
  await vi.waitFor(() => expect(new Date().toISOString()).not.toBe(asOf), soon);
  await capture(ctx, reader, [rawMessage({ position: "new" })]);
  const { selected } = await startReplay(ctx, { selection: { filter: "", asOf }, target, rate: null, reason });
  expect(selected).toBe(3);
});

test("a bucket gives what its rate allows, whoever asks", async () => {
  const { ctx, ids } = await openReplays(500);
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: 100, reason });
  const claim = async (holder: string, rate: number | null = 100) => {
    const batch = await claimBatch(ctx, holder, { replayId: id, rate, ordered: false, own: [], size: 1_000 });
    return typeof batch === "string" ? [] : batch.items;
  };
  const refill = (seconds: number) =>
    ctx.sql`update replays set tokens = 0, refilled_at = clock_timestamp() - make_interval(secs => ${seconds}) where id = ${id}`;
  const before = performance.now();
  await refill(0.5);
  const taken = await Promise.all([claim("one/0"), claim("two/0"), claim("two/1")]);
  const half = taken.flat().length;
  expect(half).toBeGreaterThanOrEqual(50);
  expect(half).toBeLessThanOrEqual(51 + (performance.now() - before) / 10);
  await refill(3_600);
  expect(await claim("one/0")).toHaveLength(100);
  await changeRate(ctx, { id, rate: null });
  expect(await claim("one/0", null)).toHaveLength(400 - half);
});

/** A broker that takes its time, so that a batch lasts for seconds. */
const slow = (broker: Broker): Broker => ({
  ...broker,
  publish: async (to, message, attempt) => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    return broker.publish(to, message, attempt);
  },
});

test("pause stops inside a claimed batch too; resume sends the rest once", async () => {
  const { ctx, ids, run, sent } = await openReplays(1_000, slow);
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason });
  await run("one");
  await vi.waitFor(() => expect(sent().length).toBeGreaterThan(0), soon);
  await pauseReplay(ctx, { id, reason: "wait" });
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).not.toHaveProperty("in_hand"), soon);
  const before = sent().length;
  expect(before).toBeLessThan(1_000);
  expect(await itemStates(ctx, id)).toEqual({ observing: before, selected: 1_000 - before });
  await countsAgree(ctx, id);
  await resumeReplay(ctx, { id, reason: "go on" });
  await vi.waitFor(async () => expect(await replayState(ctx, id)).toMatchObject({ state: "observing" }), soon);
  expect(sent()).toHaveLength(1_000);
  expect(new Set(sent()).size).toBe(1_000);
});

test("cancel lets go of what was not sent, also of what was claimed; what was sent stays sent", async () => {
  const { ctx, ids, run, sent } = await openReplays(2_000, slow);
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason });
  await run("one");
  await vi.waitFor(() => expect(sent().length).toBeGreaterThan(0), soon);
  await cancelReplay(ctx, { id, reason: "wrong queue" });
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).not.toHaveProperty("in_hand"), soon);
  const n = sent().length;
  expect(await itemStates(ctx, id)).toEqual({ observing: n, cancelled: 2_000 - n });
  expect(await messages(ctx)).toEqual({ replayed: n, dead: 2_000 - n });
  await countsAgree(ctx, id);
  await expect(resumeReplay(ctx, { id, reason: "no" })).rejects.toThrow("cancelled");
});

test("many failures in a row pause the replay, and say with what", async () => {
  const { ctx, memory, ids, run } = await openReplays(2_000);
  memory.server.queues.delete("orders.work");
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason });
  await run("one");
  await vi.waitFor(async () => {
    expect(await replayState(ctx, id)).toEqual({
      state: "paused",
      code: "failures_in_row",
      data: { n: 20, last: { code: "broker", data: { text: `There is no queue "orders.work".` } } },
    });
    expect(await itemStates(ctx, id)).not.toHaveProperty("in_hand");
  }, soon);
  const { returned = 0, selected = 0 } = await itemStates(ctx, id);
  expect(returned).toBeGreaterThanOrEqual(20);
  expect(returned).toBeLessThanOrEqual(150);
  expect(await messages(ctx)).toEqual({ dead: returned, replaying: selected });
});

test("what a dead worker held is unknown, is never sent by itself, and waits for a person", async () => {
  const { ctx, ids, run, sent } = await openReplays(10);
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason });
  await beat(ctx, "dead");
  expect(await claimBatch(ctx, "dead/0", { replayId: id, rate: null, ordered: false, own: [], size: 4 })).toMatchObject({
    items: { length: 4 },
  });
  await markLost(ctx);
  expect(await itemStates(ctx, id)).toEqual({ in_hand: 4, selected: 6 });
  await passSilence(ctx.sql);
  await run("alive");
  await vi.waitFor(() => expect(sent()).toHaveLength(6), soon);
  await markLost(ctx);
  await vi.waitFor(async () => expect(await replayState(ctx, id)).toMatchObject({ state: "observing" }), soon);
  expect(await itemStates(ctx, id)).toEqual({ unknown: 4, observing: 6 });
  expect(await messages(ctx)).toEqual({ unknown: 4, replayed: 6 });
  expect((await getReplay(ctx, { id })).answer).toBe(
    "6 of 10 sent, 4 unknown. 6 are still watched, for 60 s after each was sent. The broker is asked whether the unknown ones arrived. You may decide about those that have waited for 10 min.",
  );

  const [one] = await ctx.sql<{ id: number }[]>`select id from replay_items where state = 'unknown' order by id limit 1`;
  expect(await decideItems(ctx, { id, itemIds: [one?.id ?? 0], sent: true, reason: "it is in their log" })).toEqual({ decided: 1 });
  // One became unknown after a person looked.
  await expect(decideItems(ctx, { id, most: 2, sent: false, reason: "not in their log" })).rejects.toThrow("3 are unknown now, not 2");
  expect(await decideItems(ctx, { id, most: 3, sent: false, reason: "not in their log" })).toEqual({ decided: 3 });
  await expect(decideItems(ctx, { id, sent: false, reason: "again" })).rejects.toThrow("unknown any more");
  expect(await messages(ctx)).toEqual({ replayed: 7, dead: 3 });
  expect(sent()).toHaveLength(6);
  await countsAgree(ctx, id);
});

test("a worker that stood still and was taken for dead does not send what it held", async () => {
  const held: (() => void)[] = [];
  const stuck = (broker: Broker): Broker => ({
    ...broker,
    publish: async (to, message, attempt) => {
      await new Promise<void>((resolve) => held.push(resolve));
      return broker.publish(to, message, attempt);
    },
  });
  const { ctx, ids, run, sent } = await openReplays(300, stuck);
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason });
  await run("still");
  await vi.waitFor(() => expect(held.length).toBeGreaterThan(0), soon);
  const begun = held.length;
  await passSilence(ctx.sql);
  await markLost(ctx);
  await new Promise((resolve) => setTimeout(resolve, 150));
  for (const go of held) go();
  await vi.waitFor(() => expect(sent()).toHaveLength(begun), soon);
  await vi.waitFor(async () => expect(await replayState(ctx, id)).toMatchObject({ state: "completed" }), soon);
  expect(sent()).toHaveLength(begun);
  expect(await itemStates(ctx, id)).toEqual({ unknown: 300 });
});

test("every act has its audit row", async () => {
  const { ctx, ids } = await openReplays(2);
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: 1, reason });
  await pauseReplay(ctx, { id, reason: "a" });
  await resumeReplay(ctx, { id, reason: "b" });
  await changeRate(ctx, { id, rate: 5 });
  await cancelReplay(ctx, { id, reason: "c" });
  const rows = await ctx.sql<
    { permission: string; subject: string; reason: string | null }[]
  >`select permission, subject, reason from audit order by id`;
  expect(rows.map((row) => row.reason)).toEqual([reason, "a", "b", null, "c"]);
  expect(new Set(rows.map((row) => row.subject))).toEqual(new Set([`replay ${id}`]));
});

test("what an ordered queue held is sent in its order, whoever sends it", async () => {
  const inOrder = (broker: Broker): Broker => ({
    ...broker,
    capabilities: (queue) => ({ ...broker.capabilities(queue), ordered: true }),
    // The first of each batch takes long: another batch would overtake it.
    publish: async (to, message, attempt) => {
      if (Number(attempt) % 1_000 === 1) await new Promise((resolve) => setTimeout(resolve, 50));
      return broker.publish(to, message, attempt);
    },
  });
  const { ctx, run, sent } = await openReplays(4_000, inOrder);
  const { id } = await startReplay(ctx, { selection: { filter: "", asOf: new Date().toISOString() }, target, rate: null, reason });
  await Promise.all([run("one"), run("two")]);
  await vi.waitFor(async () => expect(await replayState(ctx, id)).toMatchObject({ state: "observing" }), soon);
  const batchOf = (text: string) => Math.floor(Number(JSON.parse(text).n) / 1_000);
  expect(sent().map(batchOf)).toEqual(sent().map(batchOf).toSorted());
});

/** As a request leaves a large selection: the first messages are items, the others are frozen. */
async function startLarge(ctx: Ctx, ids: readonly number[], items: number) {
  const { id } = await startReplay(ctx, { selection: { ids: ids.slice(0, items) }, target, rate: null, reason });
  await ctx.sql.begin(async (tx) => {
    const frozen = await freezeSelection(
      ctx,
      tx,
      { replayId: id },
      { selection: { ids: ids.slice(items) }, places: await placesOf(ctx, { ids }) },
      500,
    );
    await tx`update replays set total = total + ${frozen} where id = ${id}`;
  });
  return id;
}

test("of a large selection the worker makes items while it sends; what changed before its turn is skipped", async () => {
  const { ctx, ids, run, sent } = await openReplays(3_000);
  const id = await startLarge(ctx, ids, 1_000);
  expect((await getReplay(ctx, { id })).counts).toMatchObject({ waiting: 3_000, skipped: 0 });
  expect(await messages(ctx)).toEqual({ replaying: 1_000, dead: 2_000 });
  await ctx.sql`update messages set state = 'discarded' where id = ${ids.at(-1) ?? 0}`;
  await Promise.all([run("one"), run("two")]);
  await vi.waitFor(async () => expect(await replayState(ctx, id)).toMatchObject({ state: "observing" }), soon);
  expect(sent()).toHaveLength(2_999);
  expect(new Set(sent()).size).toBe(2_999);
  expect(await itemStates(ctx, id)).toEqual({ observing: 2_999, skipped: 1 });
  const { counts, total } = await getReplay(ctx, { id });
  expect({ total, ...counts }).toMatchObject({ total: 3_000, waiting: 0, observing: 2_999, skipped: 1, cancelled: 0 });
});

test("how often a message may be replayed stays as it was when the replay was started", async () => {
  const { ctx, ids } = await openReplays(20);
  const id = await startLarge(ctx, ids, 10);
  await ctx.sql`update messages set replay_count = 3 where id = ${ids.at(-1) ?? 0}`;
  expect(await gatherNext({ ...ctx, config: { ...ctx.config, replayLimit: 2 } }, id)).toBe(true);
  expect(await itemStates(ctx, id)).toEqual({ selected: 20 });
});

test("a start answers with its first runs made; the others wait in the order of capture", async () => {
  const { ctx, ids } = await openReplays(11_000);
  // Updated rows lie elsewhere in the table than in the order of their ids.
  await ctx.sql`update messages set attempts = 2 where id % 3 = 0`;
  const selection = { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() };
  expect(await startReplay(ctx, { selection, target, rate: null, reason })).toMatchObject({ total: 11_000, selected: 5_000, skipped: 0 });
  const waiting = await ctx.sql<{ ids: number[] }[]>`select message_ids as ids from selection_parts order by id`;
  expect(waiting.map((run) => run.ids.length)).toEqual(Array.from({ length: 6 }, () => 1_000));
  expect(waiting.flatMap((run) => run.ids)).toEqual(ids.slice(5_000));
});

test("a cancel of a large selection leaves what had no turn yet as it is, and counts it", async () => {
  const { ctx, ids, run } = await openReplays(3_000, slow);
  const id = await startLarge(ctx, ids, 1_000);
  await run("one");
  await cancelReplay(ctx, { id, reason: "enough" });
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).not.toHaveProperty("in_hand"), soon);
  const { counts } = await getReplay(ctx, { id });
  expect(counts.waiting).toBe(0);
  expect(counts.observing + counts.cancelled).toBe(3_000);
  expect(await messages(ctx)).toMatchObject({ dead: counts.cancelled });
  expect(await ctx.sql`select 1 from selection_parts`).toHaveLength(0);
});
