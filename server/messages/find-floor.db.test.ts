import { expect, test } from "vitest";
import type { Grant } from "../access/grant.ts";
import { presets } from "../access/roles.ts";
import type { Ctx } from "../context.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { countMessages } from "./count.ts";
import { facetMessages } from "./facets.ts";
import { resolveSelection } from "../selections/resolve.ts";
import { listMessages } from "./list.ts";

const now = new Date("2026-11-23T12:00:00Z");
/** More than bodies that are looked at at once, in a list or for a selection. */
const many = 55_000;

/** Many messages, a second apart, with a body that says how old: captured one by one they would take minutes. */
async function start(count = many): Promise<Ctx> {
  const ctx = testContext(await testDatabase(), {
    brokers: [createMemoryBroker(shop.name)],
    config: { sources: [shop] },
    clock: () => now,
  });
  const [first] = await capture(ctx, await watchQueue(ctx), [rawMessage({ diedAt: now })]);
  await ctx.sql`
    insert into messages (id, queue_id, group_id, state, sort_at, captured_at, event_type, size, version, seq, replay_count, fingerprint, death_known)
      overriding system value
    select id + n, queue_id, group_id, state, sort_at - make_interval(secs => n), captured_at, event_type, size, version, seq, replay_count, n, true
    from messages, generate_series(1, ${count}::int) n where id = ${first ?? 0}`;
  await ctx.sql`
    insert into bodies (message_id, version, head, body, position)
    select id, 1, '', convert_to(case when fingerprint in (5, 20010, 44000) then '{"name":"rare"}' else '{"name":"plain"}' end, 'UTF8'), '1'
    from messages where id > ${first ?? 0}`;
  await ctx.sql`update day_counts set n = n + ${count}`;
  await ctx.sql`analyze`;
  return ctx;
}

test("what no index finds is searched a stretch at a time, each from where the last one ended, and nothing is passed over", async () => {
  const ctx = await start();
  const found: number[] = [];
  const ends: (number | null)[] = [];
  let cursor: { sortAt: string; id: number } | null = null;
  do {
    const page = await listMessages(ctx, { filter: "payload.name:rare", cursor, limit: 50 });
    found.push(...page.messages.map(({ sortAt }) => (now.getTime() - sortAt.getTime()) / 1_000));
    ends.push(page.searchedTo && (now.getTime() - page.searchedTo.getTime()) / 1_000);
    cursor = page.next && { id: page.next.id, sortAt: page.next.sortAt.toISOString() };
  } while (cursor);
  expect(found).toEqual([5, 20_010, 44_000]);
  expect(ends).toEqual([9_999, 19_999, 29_999, 39_999, 49_999, null]);
});

test("rare text that only narrow rows hold is searched further at once, and says where that ended", async () => {
  const ctx = await start(120_000);
  await ctx.sql`update messages set error_text = 'card 4711 is stolen' where fingerprint in (7, 110000)`;
  const first = await listMessages(ctx, { filter: "stolen", limit: 50 });
  expect(first.messages.map(({ sortAt }) => (now.getTime() - sortAt.getTime()) / 1_000)).toEqual([7]);
  expect(first.searchedTo).toEqual(new Date(now.getTime() - 99_999_000));
  const cursor = first.next && { id: first.next.id, sortAt: first.next.sortAt.toISOString() };
  const second = await listMessages(ctx, { filter: "stolen", cursor, limit: 50 });
  expect(second.messages.map(({ sortAt }) => (now.getTime() - sortAt.getTime()) / 1_000)).toEqual([110_000]);
  expect(second).toMatchObject({ searchedTo: null, next: null });
  expect(await countMessages(ctx, { filter: "stolen" })).toEqual({ n: 1, capped: true });
});

test("where some queues are hidden a search ends at a whole hour: the messages between tell of nothing that is hidden", async () => {
  const ctx = await start(120_000);
  await ctx.sql`update messages set error_text = 'card 4711 is stolen' where fingerprint in (7, 110000)`;
  await ctx.sql`delete from hour_counts`;
  await ctx.sql`
    insert into hour_counts select state, group_id, event_type, date_trunc('hour', sort_at, 'UTC'), count(*), count(*) from messages group by 1, 2, 3, 4`;
  const given = (queues: string): readonly Grant[] => [{ role: "viewer", permissions: presets.viewer, sources: ["*"], queues: [queues] }];
  const seer: Ctx = { ...ctx, principal: { ...ctx.principal, may: given("orders.*") } };
  const first = await listMessages(seer, { filter: "stolen", limit: 50 });
  expect(first).toMatchObject({ messages: [{}], searchedTo: new Date("2026-11-22T08:00:00Z"), next: { id: 1 } });
  const cursor = first.next && { id: first.next.id, sortAt: first.next.sortAt.toISOString() };
  const second = await listMessages(seer, { filter: "stolen", cursor, limit: 50 });
  expect(second.messages.map(({ sortAt }) => (now.getTime() - sortAt.getTime()) / 1_000)).toEqual([110_000]);
  expect(second).toMatchObject({ searchedTo: null, next: null });
  expect(await listMessages(seer, { filter: "stolen age:<20h", limit: 50 })).toMatchObject({ messages: [{}], searchedTo: null });
  const blind: Ctx = { ...ctx, principal: { ...ctx.principal, may: given("refunds.*") } };
  expect(await listMessages(blind, { filter: "stolen", limit: 50 })).toMatchObject({ messages: [], next: null, searchedTo: null });
});

test("a selection reads all of it, or is refused before anything is read", async () => {
  const ctx = await start();
  const asOf = now.toISOString();
  await expect(resolveSelection(ctx, { filter: "payload.name:rare", asOf })).rejects.toMatchObject({
    code: "invalid",
    message: "More than 50,000 messages would have to be read to find those that match. Narrow the filter by queue, group or age.",
  });
  expect(await resolveSelection(ctx, { filter: "payload.name:rare age:<13h", asOf })).toMatchObject({ chosen: { ids: { length: 3 } } });
  expect(await resolveSelection(ctx, { filter: "payload.name:rare age:<6h", asOf })).toMatchObject({ chosen: { ids: { length: 2 } } });
});

test("large bodies end a stretch early", async () => {
  const ctx = await start();
  await ctx.sql`update messages set size = 1100000 where fingerprint < 200`;
  await ctx.sql`update bodies set body = convert_to('{"a":"' || repeat('x', 1100000) || '"}', 'UTF8') where message_id in (select id from messages where fingerprint < 200)`;
  const page = await listMessages(ctx, { filter: "payload.name:rare", limit: 50 });
  expect(page).toMatchObject({ messages: [], unread: 143, searchedTo: new Date(now.getTime() - 143_000) });
});

test("bodies that take long end a stretch early", async () => {
  const ctx = await start();
  let ticks = 0;
  const slow = { ...ctx, clock: () => new Date(now.getTime() + 3_000 * ticks++) };
  const page = await listMessages(slow, { filter: "payload.name:rare", limit: 50 });
  expect(page).toMatchObject({ messages: { length: 1 }, searchedTo: new Date(now.getTime() - 499_000) });
});

test("a count and facets that did not look at all say so; a page that is full, or an index, needs no end", async () => {
  const ctx = await start();
  expect(await countMessages(ctx, { filter: "payload.name:rare" })).toEqual({ n: 1, capped: true });
  expect((await facetMessages(ctx, { filter: "payload.name:rare" }))[0]).toMatchObject({ n: 1, of: "stretch" });
  const full = await listMessages(ctx, { filter: "payload.name:plain", limit: 50 });
  expect(full).toMatchObject({ messages: { length: 50 }, searchedTo: null });
  for (const filter of ["payload.name:rare event:e-1", "age:<1d", "verdict:unknown", "state:discarded payload.name:rare"]) {
    expect(await listMessages(ctx, { filter, limit: 200 })).toMatchObject({ searchedTo: null });
    expect((await countMessages(ctx, { filter, cap: 100_000 })).capped).toBe(false);
  }
});

test("facets of more than is counted are estimated from all of it, not from what is found first", async () => {
  const ctx = await start(40_000);
  // Whole stretches of neighbours, as bursts leave them.
  await ctx.sql`update messages set event_type = 'Burst ' || (coalesce(fingerprint, 0) / 10000)::text`;
  await ctx.sql`vacuum full messages`;
  const types = async (mostCounted: number) => {
    const facets = await facetMessages(ctx, { filter: "age:>1s", mostCounted });
    return facets.filter(({ facet }) => facet === "type").toSorted((one, other) => (one.value ?? "").localeCompare(other.value ?? ""));
  };
  expect((await types(100_000)).map(({ n, of }) => [n, of])).toEqual([[9_998, "all"], ...Array(3).fill([10_000, "all"]), [1, "all"]]);
  const sampled = await types(8_000);
  expect(sampled.map(({ value }) => value)).toEqual(expect.arrayContaining([0, 1, 2, 3].map((n) => `Burst ${n}`)));
  for (const { value, n, of } of sampled) {
    expect(of).toBe("sample");
    if (value !== "Burst 4") expect(n, value ?? "").toSatisfy((guess: number) => guess > 7_000 && guess < 13_000);
  }
  expect(await types(8_000)).toEqual(sampled);
});

test("a search of young deaths ends where their time does, when that is near", async () => {
  const ctx = await start();
  expect(await listMessages(ctx, { filter: "age:<1h payload.name:rare", limit: 50 })).toMatchObject({
    messages: { length: 1 },
    searchedTo: null,
  });
  expect((await listMessages(ctx, { filter: "age:<1d payload.name:rare", limit: 50 })).searchedTo).not.toBeNull();
  expect((await countMessages(ctx, { filter: "age:<1h payload.name:rare" })).capped).toBe(false);
});
