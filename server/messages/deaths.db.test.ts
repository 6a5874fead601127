import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { discardMessages } from "../bulk/discard.ts";
import { exportMessages } from "../bulk/export.ts";
import type { Ctx } from "../context.ts";
import { type Clients, connectDatabase } from "../db/client.ts";
import { getGroup } from "../groups/get.ts";
import { readInflow } from "../overview/inflow.ts";
import { readQueueRows } from "../queues/read-rows.ts";
import { readPlan } from "../replays/read-plan.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { requestOf, testContext } from "../testing/context.ts";
import { createTestDatabase, testDatabase } from "../testing/database.ts";
import { capture, deriveEverything, plainRules, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { deleteExpired } from "./delete-expired.ts";
import { getMessage } from "./get.ts";
import { histogramMessages } from "./histogram.ts";
import { listMessages } from "./list.ts";

const now = new Date("2026-11-23T12:30:00Z");
const at = (minutesAgo: number) => new Date(now.getTime() - minutesAgo * 60_000);
const envelope = { ...plainRules.envelope, producedAt: "$.at" };

/** Minutes ago: the death that is carried, the event's own time. */
interface Carried {
  readonly died?: number;
  readonly produced?: number;
}
const carried: Readonly<Record<string, Carried>> = {
  recent: { died: 12 },
  old: { died: 300 },
  bounded: { produced: 20 },
  wide: { produced: 600 },
  bare: {},
};

async function start(clients: Clients) {
  let clock = now;
  const rules = { ...plainRules, envelope };
  const sources = [{ ...shop, queues: shop.queues.map((queue) => ({ ...queue, rules })) }];
  const config = { sources, retention: { settledDays: 1, alertDays: null } };
  const ctx = testContext(clients, { brokers: [createMemoryBroker("shop")], config, clock: () => clock });
  const reader = { ...(await watchQueue(ctx)), rules };
  const messages = Object.entries(carried).map(([id, { died, produced }]) =>
    rawMessage({
      body: Buffer.from(JSON.stringify({ eventId: id, eventType: "OrderPlaced", at: produced === undefined ? undefined : at(produced) })),
      diedAt: died === undefined ? null : at(died),
    }),
  );
  // They were captured ten minutes before they are looked at.
  clock = at(10);
  const ids = await capture(ctx, reader, messages);
  clock = now;
  const pass = (days: number) => {
    clock = new Date(clock.getTime() + days * 86_400_000);
  };
  return { ctx, ids, pass };
}

describe("messages that say when they died beside others that do not", () => {
  let ctx: Ctx;
  let ids: readonly number[];
  let close: () => Promise<void>;

  beforeAll(async () => {
    const database = await createTestDatabase();
    const clients = connectDatabase(database.url, { max: 5 });
    close = async () => {
      await clients.close();
      await database.drop();
    };
    ({ ctx, ids } = await start(clients));
  });

  afterAll(() => close());

  const find = async (filter: string) => (await listMessages(ctx, { filter, cursor: null, limit: 50 })).messages;
  const found = async (filter: string) => (await find(filter)).map(({ eventId }) => eventId).toSorted();

  test("stand in lists by death or else by capture, with what is known of each", async () => {
    const rows = (await find("")).map(({ eventId, diedAt, diedAfter, capturedAt }) => ({ eventId, diedAt, diedAfter, capturedAt }));
    const captured = { capturedAt: at(10) };
    expect(rows).toEqual([
      { eventId: "bare", diedAt: null, diedAfter: null, ...captured },
      { eventId: "wide", diedAt: null, diedAfter: at(600), ...captured },
      { eventId: "bounded", diedAt: null, diedAfter: at(20), ...captured },
      { eventId: "recent", diedAt: at(12), diedAfter: null, ...captured },
      { eventId: "old", diedAt: at(300), diedAfter: null, ...captured },
    ]);
    const [first, , , wide] = await Promise.all(ids.map((id) => getMessage(ctx, { id })));
    expect(first).toMatchObject({ diedAt: at(12), diedAfter: null });
    expect(wide).toMatchObject({ diedAt: null, diedAfter: at(600), capturedAt: at(10) });
  });

  test("are paged over the border of the two kinds", async () => {
    const seen: (string | null)[] = [];
    for (let cursor: { sortAt: string; id: number } | null = null, more = true; more; ) {
      const page = await listMessages(ctx, { filter: "", cursor, limit: 2 });
      seen.push(...page.messages.map(({ eventId }) => eventId));
      cursor = page.next && { ...page.next, sortAt: page.next.sortAt.toISOString() };
      more = cursor !== null;
    }
    expect(seen).toEqual(["bare", "wide", "bounded", "recent", "old"]);
  });

  test.each([
    // Whatever was captured 10 minutes ago is older than 7.
    ["age:>7m", ["bare", "bounded", "old", "recent", "wide"]],
    ["age:>11m", ["old", "recent"]],
    // Only what is known to have died after.
    ["age:<30m", ["bounded", "recent"]],
    ["age:<11h", ["bounded", "old", "recent", "wide"]],
    ["age:<15m", ["recent"]],
    ["age:<30m age:>15m", []],
    ["captured:<15m", ["bare", "bounded", "old", "recent", "wide"]],
    ["captured:>15m", []],
    ["death:known", ["old", "recent"]],
    ["death:unknown", ["bare", "bounded", "wide"]],
    ["-death:unknown age:>1h", ["old"]],
  ])("%s finds %j", async (filter, expected) => {
    expect(await found(filter)).toEqual(expected);
  });

  test("are told apart in charts, of rollups and of single messages alike", async () => {
    for (const filter of ["", "captured:<15m"]) {
      const bars = (await histogramMessages(ctx, { filter })).filter(({ n }) => n > 0);
      expect(bars).toEqual([
        { hour: new Date("2026-11-23T07:00:00Z"), n: 1, undated: 0, whole: true },
        { hour: new Date("2026-11-23T12:00:00Z"), n: 4, undated: 3, whole: true },
      ]);
    }
    for (const [range, total] of [
      ["1h", 4],
      ["24h", 5],
      ["7d", 5],
    ] as const)
      expect(await readInflow(ctx, { range })).toMatchObject({ total, undated: 3 });
  });

  test("give a group the times that are known, and say of which", async () => {
    const [row] = await find("");
    const { group } = await getGroup(ctx, { id: row?.groupId ?? 0 });
    expect(group).toMatchObject({ firstSeenAt: at(300), firstDeathKnown: true, lastSeenAt: at(10), lastDeathKnown: false });
    expect(group).toMatchObject({ hour: 4, hourUndated: 3, dayUndated: 3 });
  });

  test("leave the age of a queue's oldest a bound", async () => {
    expect(await readQueueRows(ctx)).toMatchObject([{ oldestAt: at(300), oldestIsBound: true }]);
  });

  test("leave as unknown and as bounds", async () => {
    const lines: { eventId: string; diedAt: string | null; diedAfter: string | null; capturedAt: string }[] = [];
    for await (const line of await exportMessages(requestOf(ctx), { selection: { ids: [...ids] }, reason: "a test" }))
      lines.push(JSON.parse(line));
    expect(lines.map(({ eventId, diedAt, diedAfter }) => [eventId, diedAt, diedAfter])).toEqual([
      ["recent", at(12).toISOString(), null],
      ["old", at(300).toISOString(), null],
      ["bounded", null, at(20).toISOString()],
      ["wide", null, at(600).toISOString()],
      ["bare", null, null],
    ]);
    expect(lines.every(({ capturedAt }) => capturedAt === at(10).toISOString())).toBe(true);
  });

  test("give a plan the known deaths alone, and the number of the others", async () => {
    const input = { selection: { ids: [...ids] }, target: { to: "queue", queue: "orders" } as const, rate: null };
    expect(await readPlan(ctx, input)).toMatchObject({ diedFrom: at(300), diedTo: at(12), undated: 3 });
    const unknown = { ...input, selection: { ids: ids.slice(2) } };
    expect(await readPlan(ctx, unknown)).toMatchObject({ diedFrom: null, diedTo: null, undated: 3 });
  });
});

const everyCount = async ({ sql }: Ctx) => ({
  hours: await sql`select state, hour, n, known from hour_counts where n <> 0 or known <> 0 order by state, hour`,
  days: await sql`select state, day, n, known from day_counts where n <> 0 or known <> 0 order by state, day`,
  minutes: await sql`select minute, n, known from minute_arrivals where n <> 0 or known <> 0 order by minute`,
  arrivals: await sql`select hour, early, late, early_known, late_known from hour_arrivals where early <> 0 or late <> 0 order by hour`,
  groups: await sql`select first_seen_at, last_seen_at, first_death_known, last_death_known from groups`,
  rows: await sql`select sort_at, death_known, died_after from messages order by id`,
});

test("known deaths move with their messages from state to state, and go with them", async () => {
  const { ctx, ids, pass } = await start(await testDatabase());
  await discardMessages(ctx, { selection: { ids: ids.slice(0, 3) }, reason: "a test" });
  expect((await everyCount(ctx)).days).toMatchObject([
    { state: "dead", n: 2, known: 0 },
    { state: "discarded", n: 3, known: 2 },
  ]);
  const { hours } = await everyCount(ctx);
  expect(hours.map(({ n, known }) => [n, known])).toEqual([
    [2, 0],
    [1, 1],
    [2, 1],
  ]);
  pass(2);
  expect(await deleteExpired(ctx, new AbortController().signal, async () => {})).toBe(3);
  expect((await everyCount(ctx)).days).toMatchObject([{ state: "dead", n: 2, known: 0 }]);
});

test("rows of before are unknown, and known once they are derived again", async () => {
  const { ctx } = await start(await testDatabase());
  const before = await everyCount(ctx);
  await ctx.sql`update messages set death_known = false, died_after = null`;
  await ctx.sql`update groups set first_death_known = false, last_death_known = false`;
  for (const table of ["hour_counts", "day_counts", "minute_arrivals"]) await ctx.sql`update ${ctx.sql(table)} set known = 0`;
  await ctx.sql`update hour_arrivals set early_known = 0, late_known = 0`;
  const rows = (await listMessages(ctx, { filter: "", cursor: null, limit: 50 })).messages;
  expect(rows.map(({ diedAt }) => diedAt)).toEqual([null, null, null, null, null]);
  await deriveEverything(ctx);
  expect(await everyCount(ctx)).toEqual(before);
});

test("the time that an older version took for a death is none of a message that does not say", async () => {
  const { ctx } = await start(await testDatabase());
  const before = await everyCount(ctx);
  await ctx.sql`update messages set sort_at = sort_at - interval '1 day', died_after = null where not death_known`;
  expect((await listMessages(ctx, { filter: "age:>1h", cursor: null, limit: 50 })).messages.map(({ eventId }) => eventId)).toEqual(["old"]);
  await deriveEverything(ctx);
  expect((await everyCount(ctx)).rows).toEqual(before.rows);
});
