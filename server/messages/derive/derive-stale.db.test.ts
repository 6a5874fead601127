import { describe, expect, test, vi } from "vitest";
import { principalId } from "../../access/remember-principal.ts";
import { assignGroup } from "../../groups/assign.ts";
import type { Ctx } from "../../context.ts";
import { messageState } from "../../db/schema/messages.ts";
import { textHeader } from "../../sources/json-head.ts";
import { announce, channel } from "../../live/announce.ts";
import { createMemoryBroker } from "../../sources/memory/create.ts";
import type { RawMessage } from "../../sources/port.ts";
import { orderedText } from "../../sources/position.ts";
import { testContext } from "../../testing/context.ts";
import { testDatabase } from "../../testing/database.ts";
import { storeBatch } from "../../capture/store-batch.ts";
import { capture, deriveEverything, messageInState, plainRules, rawMessage, shop, watchQueue } from "../../testing/messages.ts";
import { moveMessages } from "../move.ts";
import type { Delivered } from "../delivered.ts";
import { listMessages } from "../list.ts";
import { listMessagesInput } from "../read-input.ts";
import { deriveMessage } from "./derive.ts";
import { deriveStretch, startDeriving } from "./derive-stale.ts";
import { takeNumber } from "./number.ts";
import type { QueueReader } from "./queue-reader.ts";
import { raiseAll } from "./raise.ts";

/** Soon after the messages died: counts by the hour are kept of the last two days. */
const clock = () => new Date("2026-11-20T11:00:00Z");
const rules = { ...plainRules, headers: { ...plainRules.headers, errorType: "x-error", errorText: "x-text" } };
const signal = new AbortController().signal;

/** The config knows where failures are told; `old` does not: by it all messages are of one group. */
async function start() {
  const sources = [{ ...shop, queues: shop.queues.map((queue) => ({ ...queue, rules })) }];
  const broker = createMemoryBroker("shop");
  const ctx = testContext(await testDatabase(), { config: { sources }, brokers: [broker], clock });
  const old = await watchQueue(ctx);
  return { ctx, broker, old, reader: { ...old, rules } };
}

const failed = (type: string, at: string, fields: Partial<RawMessage> = {}) =>
  rawMessage({
    headers: [textHeader("x-error", type), textHeader("x-text", `${type} at ${at}`)],
    diedAt: new Date(`2026-11-20T${at}:00Z`),
    ...fields,
  });

async function everything({ sql }: Ctx) {
  return {
    messages: await sql`select to_jsonb(m) - 'derivation' as row from messages m order by id`,
    // When each database found it is its own.
    groups: await sql`select to_jsonb(g) - 'found_at' as row from groups g order by id`,
    hours: await sql`select * from hour_counts where n <> 0 order by state, group_id, event_type, hour`,
    days: await sql`select * from day_counts where n <> 0 order by state, group_id, event_type, day`,
    minutes: await sql`select * from minute_arrivals where n <> 0 order by minute, group_id`,
    arrivals: await sql`select * from hour_arrivals where early <> 0 or late <> 0 order by hour, group_id`,
  };
}

/** Messages in every state, of several groups; the newest deaths first. */
async function fill(ctx: Ctx, reader: QueueReader) {
  for (const state of messageState.enumValues) await messageInState(ctx, reader, state);
  await capture(ctx, reader, [failed("Timeout", "10:50"), failed("Timeout", "10:40"), failed("Invalid", "09:59", { body: null })]);
  await capture(ctx, reader, [rawMessage({ redelivered: true }), failed("Timeout", "10:45"), rawMessage({ diedAt: null })]);
  const event = { kind: "discarded", at: ctx.clock(), principal: await principalId(ctx) } as const;
  await ctx.sql.begin((tx) => moveMessages(tx, event, [{ messageId: 8 }]));
}

async function deriveAll(ctx: Ctx, turn = startDeriving(ctx, signal)) {
  while (await turn());
}

const groupsOf = ({ sql }: Ctx) =>
  sql`select error_type as type, error_text as text, first_seen_at as first, last_seen_at as last from groups order by error_type`;

describe("messages that older rules derived", () => {
  test("become what capture would make of them today: rows, groups and counts", async () => {
    const [changed, fresh] = [await start(), await start()];
    await fill(changed.ctx, changed.old);
    expect(await groupsOf(changed.ctx)).toHaveLength(1);
    await fill(fresh.ctx, fresh.reader);
    expect(await groupsOf(fresh.ctx)).toHaveLength(3);
    await deriveAll(changed.ctx);
    expect(await everything(changed.ctx)).toEqual(await everything(fresh.ctx));
    expect(await changed.ctx.sql`select distinct derivation from messages`).toEqual([{ derivation: 2 }]);
  });

  test("are derived once by workers that take turns", async () => {
    const [changed, fresh] = [await start(), await start()];
    await fill(changed.ctx, changed.old);
    await fill(fresh.ctx, fresh.reader);
    await startDeriving(changed.ctx, signal)();
    await raiseAll(changed.ctx);
    const work = async () => {
      for (let turns = 0; turns < 30; turns++) await deriveStretch(changed.ctx, 1);
    };
    await Promise.all([work(), work(), work()]);
    expect(await everything(changed.ctx)).toEqual(await everything(fresh.ctx));
  });

  test("stay as they are where one cannot be read; the others are derived", async () => {
    const { ctx, broker, old } = await start();
    await capture(ctx, old, [failed("Timeout", "10:20"), failed("Broken", "10:30"), failed("Invalid", "10:40")]);
    const decode = (head: Uint8Array) => {
      if (Buffer.from(head).includes("Broken")) throw new Error("no head");
      return old.codec.decode(head);
    };
    const brokers = { ...ctx.brokers, get: () => ({ ...broker, codec: { ...broker.codec, decode } }) };
    await deriveAll({ ...ctx, brokers });
    expect(await ctx.sql`select derivation, error_text is null as untold from messages order by id`).toEqual([
      { derivation: 2, untold: false },
      { derivation: 1, untold: true },
      { derivation: 2, untold: false },
    ]);
    expect(await groupsOf(ctx)).toMatchObject([{ type: "Invalid" }, { type: "Timeout" }, { type: null }]);
  });

  test("are also those that a worker with the older config stores later", async () => {
    const { ctx, old, reader } = await start();
    await capture(ctx, reader, [failed("Timeout", "10:20")]);
    await deriveAll(ctx);
    await capture(ctx, old, [failed("Timeout", "10:30")]);
    expect(await ctx.sql`select derivation from messages order by id`).toEqual([{ derivation: 1 }, { derivation: 0 }]);
    await deriveAll(ctx);
    expect(await ctx.sql`select derivation from messages order by id`).toEqual([{ derivation: 1 }, { derivation: 1 }]);
    expect(await groupsOf(ctx)).toMatchObject([{ type: "Timeout", text: "Timeout at 10:30" }]);
  });
});

test("rows of an older config that are stored late, with ids that were passed already, are derived too", async () => {
  const { ctx, old, reader } = await start();
  const store = (by: QueueReader, id: number) => {
    const raw = failed("Timeout", "10:20");
    return storeBatch(ctx, { reader: by, incoming: [{ id, raw, arrival: deriveMessage(by, raw, clock()) }], at: clock() });
  };
  await store(reader, 20);
  await deriveAll(ctx);
  await store(old, 10);
  await deriveAll(ctx);
  expect(await ctx.sql`select id, derivation from messages order by id`).toEqual([
    { id: 10, derivation: 1 },
    { id: 20, derivation: 1 },
  ]);
});

describe("the number of a queue's rules", () => {
  const numbers = ({ sql }: Ctx) => sql`select number, derived_to::int as "derivedTo", goal::int from derivations`;

  test("rises once when its rules have changed, and not when its queue has left the config", async () => {
    const { ctx, old, reader } = await start();
    await capture(ctx, old, [rawMessage(), rawMessage()]);
    expect(await numbers(ctx)).toEqual([{ number: 1, derivedTo: 0, goal: 0 }]);
    await startDeriving({ ...ctx, config: { ...ctx.config, sources: [] } }, signal)();
    expect(await numbers(ctx)).toMatchObject([{ number: 1 }]);
    const turn = startDeriving(ctx, signal);
    await deriveAll(ctx, turn);
    await deriveAll(ctx, turn);
    await deriveAll(ctx);
    expect(await numbers(ctx)).toEqual([{ number: 2, derivedTo: 2, goal: 2 }]);
    await capture(ctx, reader, [rawMessage()]);
    expect(await ctx.sql`select derivation from messages where id = 3`).toEqual([{ derivation: 2 }]);
  });

  test("makes rows stale that are older than numbers are; a queue without messages has nothing to walk through", async () => {
    const { ctx, reader } = await start();
    await capture(ctx, reader, [rawMessage(), rawMessage()]);
    await ctx.sql`delete from derivations`;
    await ctx.sql`update messages set derivation = 0`;
    const invoices = await watchQueue(ctx, "invoices.dlq");
    await capture(ctx, { ...invoices, rules }, [rawMessage()]);
    expect(await numbers(ctx)).toEqual([{ number: 1, derivedTo: 2, goal: 0 }]);
    await deriveAll(ctx);
    expect(await numbers(ctx)).toEqual([1, 1].map((number) => ({ number, derivedTo: 3, goal: expect.any(Number) })));
    expect(await ctx.sql`select derivation from messages`).toEqual([1, 1, 1].map((derivation) => ({ derivation })));
  });

  test("begins where retention has deleted every message of a group", async () => {
    const { ctx, reader } = await start();
    await capture(ctx, reader, [rawMessage()]);
    await ctx.sql`delete from messages`;
    await ctx.sql`delete from derivations`;
    await capture(ctx, reader, [rawMessage()]);
    expect(await numbers(ctx)).toEqual([{ number: 1, derivedTo: 0, goal: 0 }]);
  });

  test("does not rise under a capture that has not committed", async () => {
    const { ctx, reader } = await start();
    await capture(ctx, reader, [rawMessage()]);
    const written = Promise.withResolvers<void>();
    const taken = Promise.withResolvers<number>();
    const storing = ctx.sql.begin(async (tx) => {
      taken.resolve(await takeNumber(tx, reader, 2));
      await written.promise;
    });
    expect(await taken.promise).toBe(1);
    const raising = raiseAll(ctx);
    await vi.waitFor(async () => expect(await ctx.sql`select from pg_locks where locktype = 'advisory' and not granted`).toHaveLength(1));
    expect(await numbers(ctx)).toMatchObject([{ number: 1 }]);
    written.resolve();
    await Promise.all([storing, raising]);
    expect(await numbers(ctx)).toMatchObject([{ number: 2 }]);
  });
});

test("open pages hear of a long derivation now and then, not of every stretch", async () => {
  const { ctx, old } = await start();
  await capture(
    ctx,
    old,
    Array.from({ length: 1_600 }, () => rawMessage()),
  );
  const heard: string[] = [];
  const { unlisten } = await ctx.sql.listen(channel, (topic) => void heard.push(topic));
  await deriveAll(ctx);
  await announce(ctx.sql, ["bulk"]);
  await vi.waitFor(() => expect(heard).toContain("bulk"));
  await unlisten();
  const told = heard.filter((topic) => topic === "messages").length;
  expect([1, 2]).toContain(told);
});

test("deriving again by the same rules changes nothing", async () => {
  const { ctx, reader } = await start();
  await fill(ctx, reader);
  const original = { found: "taken", at: { topic: "orders", part: "0", at: orderedText(7) }, ...failed("Taken", "10:10") } as const;
  const batch: Delivered[] = [
    { ...rawMessage({ body: null }), original },
    { ...rawMessage({ body: null }), original: { found: "gone" } },
  ];
  const [whole = 0] = await capture(ctx, reader, batch);
  const event = { kind: "edited", at: ctx.clock(), principal: await principalId(ctx) } as const;
  await ctx.sql.begin((tx) => moveMessages(tx, event, [{ messageId: whole, data: { version: 3 } }]));
  const before = await everything(ctx);
  expect(before.messages.slice(-2).map(({ row }) => [row.version, row.event_id])).toEqual([
    [3, "e-1"],
    [1, null],
  ]);
  expect(await ctx.sql`select version, body from bodies where message_id = ${whole} order by version`).toEqual([
    { version: 1, body: null },
    { version: 2, body: original.body },
  ]);
  await deriveEverything(ctx);
  expect(await everything(ctx)).toEqual(before);
});

describe("a group", () => {
  const spoken = {
    type: "Timeout",
    text: "Timeout at 10:50",
    first: new Date("2026-11-20T10:20:00Z"),
    last: new Date("2026-11-20T10:50:00Z"),
  };

  test.each([
    ["in two batches, the newest last", [["10:20"], ["10:50"]]],
    ["in two batches, the newest first", [["10:50"], ["10:20"]]],
    ["in one batch, the newest last", [["10:20", "10:50"]]],
    ["in one batch, the newest first", [["10:50", "10:20"]]],
  ])("speaks by its newest death: captured %s, and derived again", async (_how, batches) => {
    const { ctx, reader } = await start();
    for (const batch of batches) {
      await capture(
        ctx,
        reader,
        batch.map((at) => failed("Timeout", at)),
      );
    }
    expect(await groupsOf(ctx)).toEqual([spoken]);
    await ctx.sql`update groups set error_text = 'old'`;
    await deriveEverything(ctx);
    expect(await groupsOf(ctx)).toEqual([spoken]);
  });

  test("whose newest death moves away speaks by the one before, which was derived earlier", async () => {
    const { ctx, old } = await start();
    const inKind = { ...old, rules: { ...plainRules, headers: { ...plainRules.headers, errorType: "x-kind", errorText: "x-text" } } };
    const both = (type: string, at: string) => {
      const headers = [textHeader("x-kind", "Timeout"), textHeader("x-error", type), textHeader("x-text", `failed at ${at}`)];
      return rawMessage({ headers, diedAt: new Date(`2026-11-20T${at}:00Z`) });
    };
    await capture(ctx, inKind, [both("Timeout", "10:20"), both("Invalid", "10:50")]);
    expect(await groupsOf(ctx)).toMatchObject([{ type: "Timeout", text: "failed at 10:50" }]);
    await raiseAll(ctx);
    while (await deriveStretch(ctx, 1));
    expect(await groupsOf(ctx)).toMatchObject([
      { type: "Invalid", text: "failed at 10:50" },
      { type: "Timeout", text: "failed at 10:20", last: new Date("2026-11-20T10:20:00Z") },
    ]);
  });

  test("that lost its last message goes, unless a person has said something about it", async () => {
    const { ctx, old } = await start();
    await capture(ctx, old, [failed("Timeout", "10:20")]);
    await capture(ctx, { ...old, rules: { ...plainRules, headers: { ...plainRules.headers, errorType: "x-text" } } }, [
      failed("Timeout", "10:50"),
    ]);
    const [kept] = await ctx.sql<{ id: number }[]>`select id from groups where error_type is not null`;
    await assignGroup(ctx, { id: kept?.id ?? 0, assignee: "ops" });
    await deriveAll(ctx);
    expect(await groupsOf(ctx)).toMatchObject([spoken, { type: "Timeout at 10:50" }].toSorted((a, b) => (a.type < b.type ? -1 : 1)));
  });
});

test("a stretch that is open holds up no reader, no capture of the same group and no act on another message", async () => {
  const { ctx, reader } = await start();
  await capture(ctx, reader, [
    failed("Timeout", "10:20"),
    failed("Timeout", "10:30"),
    failed("Timeout", "10:40"),
    failed("Timeout", "10:45"),
  ]);
  await raiseAll(ctx);
  const acting = Promise.withResolvers<void>();
  const slow = ctx.sql.begin(async (tx) => {
    await tx`select from messages where id = 3 for no key update`;
    await acting.promise;
  });
  const stretch = deriveStretch(ctx);
  // It has messages 1 and 2 and waits for the third.
  await vi.waitFor(async () =>
    expect(await ctx.sql`select from pg_stat_activity where wait_event = 'transactionid' and query like '%written as%'`).toHaveLength(1),
  );
  await ctx.sql.begin(async (tx) => {
    await tx`set local lock_timeout = '1s'`;
    const event = { kind: "discarded", at: ctx.clock(), principal: await principalId(ctx) } as const;
    expect(await moveMessages(tx, event, [{ messageId: 4 }])).toHaveLength(1);
  });
  await capture(ctx, reader, [failed("Timeout", "10:50")]);
  const page = await listMessages(ctx, listMessagesInput.parse({}));
  expect(page.messages.map(({ id }) => id)).toEqual([5, 3, 2, 1]);
  acting.resolve();
  await Promise.all([slow, stretch]);
  expect(await ctx.sql`select id, derivation from messages order by id`).toMatchObject(
    [2, 2, 2, 2, 2].map((derivation) => ({ derivation })),
  );
  expect(await ctx.sql`select state, n from day_counts where n <> 0 order by state`).toEqual([
    { state: "dead", n: 4 },
    { state: "discarded", n: 1 },
  ]);
  expect(await groupsOf(ctx)).toMatchObject([{ text: "Timeout at 10:50" }]);
});
