import { expect, test } from "vitest";
import type { Ctx } from "../context.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { confirmed, capture, messageInState, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { discardMessages } from "../bulk/discard.ts";
import { messageState } from "../db/schema/messages.ts";
import { deleteExpired } from "./delete-expired.ts";

const dayMs = 86_400_000;
const { signal } = new AbortController();
const forget = async () => {};

async function start(settledDays: number | null) {
  let now = new Date("2026-01-01T12:00:00Z");
  const ctx = testContext(await testDatabase(), {
    config: { sources: [shop], retention: { settledDays, alertDays: null } },
    clock: () => now,
  });
  const pass = (days: number) => {
    now = new Date(now.getTime() + days * dayMs);
  };
  return { ctx, reader: await watchQueue(ctx), pass };
}

async function left(ctx: Ctx) {
  const [row] = await ctx.sql`
    select array(select state::text from messages order by state::text) as states,
      array(select distinct b.message_id from bodies b order by 1) = array(select id from messages order by 1) as bytes,
      array(select distinct h.message_id from message_history h order by 1) = array(select id from messages order by 1) as events,
      (select jsonb_object_agg(state, n) from (select state, sum(n) as n from day_counts group by 1 having sum(n) <> 0) c) as days,
      (select count(*) from identities) as identities`;
  return row;
}

test("what was settled longer ago than the retention goes whole, and nothing that somebody may still need", async () => {
  const { ctx, reader, pass } = await start(90);
  await capture(ctx, reader, [rawMessage({ identity: "0:17" })]);
  await discardMessages(ctx, { selection: { ids: [1] }, reason: "a test" });
  for (const state of messageState.enumValues) await messageInState(ctx, reader, state);
  const [old] = await capture(ctx, reader, [rawMessage()]);
  pass(60);
  // An old death that was settled lately.
  await discardMessages(ctx, { selection: { ids: [old ?? 0] }, reason: "a test" });
  pass(29);
  expect(await deleteExpired(ctx, signal, forget)).toBe(0);
  pass(2);
  expect(await deleteExpired(ctx, signal, forget)).toBe(4);
  const kept = { dead: 1, discarded: 1, replaying: 1, unknown: 1 };
  expect(await left(ctx)).toEqual({ states: Object.keys(kept), bytes: true, events: true, days: kept, identities: 1 });
  pass(60);
  expect(await deleteExpired(ctx, signal, forget)).toBe(1);
  // The topic that it was read from still holds it: it does not come to life again.
  expect(await capture(ctx, reader, [rawMessage({ identity: "0:17" })])).toEqual([]);
});

test("a chain of comebacks stays while its last death waits for somebody", async () => {
  const { ctx, reader, pass } = await start(90);
  const first = await messageInState(ctx, reader, "replayed");
  const [last] = await capture(ctx, reader, [rawMessage()]);
  await ctx.sql`update messages set lineage_id = ${first} where id = ${last ?? 0}`;
  pass(200);
  expect(await deleteExpired(ctx, signal, forget)).toBe(0);
  await discardMessages(ctx, { selection: { ids: [last ?? 0] }, reason: "a test" });
  expect(await deleteExpired(ctx, signal, forget)).toBe(1);
  pass(91);
  expect(await deleteExpired(ctx, signal, forget)).toBe(1);
});

test("more than a batch goes in one sweep, past those that stay", async () => {
  const { ctx, reader, pass } = await start(1);
  const batch = Array.from({ length: 5_000 }, () => rawMessage());
  const ids = await capture(ctx, reader, batch);
  await discardMessages(ctx, { selection: { ids: ids.slice(0, 1) }, reason: "a test" });
  await discardMessages(ctx, { selection: { ids: ids.slice(3_000, 3_001) }, reason: "a test" });
  const all = await confirmed(ctx, "", new Date(ctx.clock().getTime() + 1_000));
  pass(2);
  await discardMessages(ctx, { selection: all, reason: "a test" });
  expect(await deleteExpired(ctx, signal, forget)).toBe(2);
  pass(2);
  expect(await deleteExpired(ctx, signal, forget)).toBe(4_998);
  const rows = await ctx.sql`select subject, data ->> 'total' as total from audit where data ->> 'act' = 'expired' order by id`;
  expect(rows.map(({ subject, total }) => `${subject}: ${total}`)).toEqual(
    ["1", "1", "2000", "2000", "998"].map((total) => `what was discarded: ${total}`),
  );
  expect(await left(ctx)).toMatchObject({ states: [], days: null });
});

test("without a retention everything stays", async () => {
  const { ctx, reader, pass } = await start(null);
  await messageInState(ctx, reader, "discarded");
  pass(10_000);
  expect(await deleteExpired(ctx, signal, forget)).toBe(0);
});
