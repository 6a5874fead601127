import { principalId } from "../access/remember-principal.ts";
import { describe, expect, test } from "vitest";
import { textHeader } from "../sources/json-head.ts";
import { messageState } from "../db/schema/messages.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, messageInState, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { moveMessages } from "./move.ts";
import type { Delivered } from "./delivered.ts";
import { foldHistory, type HistoryEvent } from "./fold.ts";
import { rebuildMessages } from "./rebuild.ts";

async function start() {
  // Soon after the messages died: counts by the hour are kept of the last two days.
  const ctx = testContext(await testDatabase(), { config: { sources: [shop] }, clock: () => new Date("2026-11-20T11:00:00Z") });
  return { ctx, reader: await watchQueue(ctx) };
}

async function everything(ctx: Awaited<ReturnType<typeof start>>["ctx"]) {
  return {
    messages: await ctx.sql`select * from messages order by id`,
    groups: await ctx.sql`select * from groups order by id`,
    hours: await ctx.sql`select * from hour_counts where n <> 0 order by state, group_id, event_type, hour`,
    days: await ctx.sql`select * from day_counts where n <> 0 order by state, group_id, event_type, day`,
    minutes: await ctx.sql`select * from minute_arrivals order by minute, group_id`,
    arrivals: await ctx.sql`select * from hour_arrivals order by hour, group_id`,
  };
}

describe("the row of a message", () => {
  test.each(messageState.enumValues)("that is %s is the fold of its history", async (state) => {
    const { ctx, reader } = await start();
    const id = await messageInState(ctx, reader, state);
    const events = await ctx.sql<HistoryEvent[]>`select seq, kind, at, data from message_history where message_id = ${id} order by seq`;
    const [row] = await ctx.sql`
      select state, seq, version, captured_at as "capturedAt", jsonb_build_object('queueId', queue_id, 'diedAt',
        to_char(died_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as facts
      from messages where id = ${id}`;
    expect(foldHistory(events)).toEqual(row);
    const [counted] = await ctx.sql`select state, n from hour_counts where n <> 0`;
    expect(counted).toEqual({ state, n: 1 });
  });
});

test("a rebuild makes rows, groups and counts again exactly", async () => {
  const { ctx, reader } = await start();
  for (const state of messageState.enumValues) await messageInState(ctx, reader, state);
  await capture(ctx, reader, [rawMessage({ redelivered: true }), rawMessage(), rawMessage({ body: null, diedAt: null })]);
  await capture(ctx, reader, [rawMessage({ redelivered: true })]);
  const before = await everything(ctx);
  await ctx.sql`update messages set state = 'dead', error_text = 'wrong', event_type = 'wrong', lineage_id = 5`;
  await ctx.sql`update hour_counts set n = n + 3`;
  await ctx.sql`delete from day_counts`;
  await ctx.sql`update hour_arrivals set early = early + 1, late = 7`;
  await ctx.sql`update groups set title = 'wrong'`;
  expect(await rebuildMessages(ctx)).toBe(before.messages.length);
  expect(await everything(ctx)).toEqual(before);
});

test("a dead letter that was completed with its original is read from that, also by a rebuild after an edit", async () => {
  const { ctx, reader } = await start();
  const { head } = rawMessage({ headers: [textHeader("tenant", "north")] });
  const body = Buffer.from(`{"eventId":"e-7","eventType":"OrderPaid"}`);
  const taken = { found: "taken", at: { topic: "orders", partition: 0, offset: 7 }, head, body } as const;
  const batch: Delivered[] = [
    { ...rawMessage({ body: null }), original: taken },
    { ...rawMessage({ body: null }), original: { found: "gone" } },
  ];
  const [id = 0] = await capture(ctx, reader, batch);
  const row = { event_id: "e-7", event_type: "OrderPaid", size: body.length, version: 2, seq: 2 };
  expect((await ctx.sql`select * from messages where id = ${id}`)[0]).toMatchObject(row);
  expect(await ctx.sql`select version, head, body from bodies where message_id = ${id} order by version`).toEqual([
    { version: 1, head: Buffer.from(rawMessage().head), body: null },
    { version: 2, head: Buffer.from(head), body },
  ]);
  const event = { kind: "edited", at: ctx.clock(), principal: await principalId(ctx) } as const;
  await ctx.sql.begin((tx) => moveMessages(tx, event, [{ messageId: id, data: { version: 3 } }]));
  const before = await everything(ctx);
  expect(before.messages.map(({ version, event_id }) => [version, event_id])).toEqual([
    [3, "e-7"],
    [1, null],
  ]);
  await rebuildMessages(ctx);
  expect(await everything(ctx)).toEqual(before);
});

test("a history that cannot have happened is refused", () => {
  const event = (seq: number, kind: HistoryEvent["kind"]) => ({ seq, kind, at: new Date(), data: {} });
  expect(() => foldHistory([])).toThrow("begins with captured");
  expect(() => foldHistory([event(1, "captured"), event(2, "restored")])).toThrow("restored cannot happen to a message that is dead");
  expect(() => foldHistory([event(1, "captured"), event(3, "discarded")])).toThrow("Event 3 follows event 1");
});

test("an event that the state does not allow changes nothing", async () => {
  const { ctx, reader } = await start();
  const dead = await messageInState(ctx, reader, "dead");
  const discarded = await messageInState(ctx, reader, "discarded");
  const before = await everything(ctx);
  const event = { kind: "restored", at: ctx.clock(), principal: await principalId(ctx) } as const;
  const moved = await ctx.sql.begin((tx) => moveMessages(tx, event, [{ messageId: dead }, { messageId: discarded, expectedSeq: 1 }]));
  expect(moved).toHaveLength(0);
  expect(await everything(ctx)).toEqual(before);
});
