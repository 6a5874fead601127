import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { RawMessage } from "../sources/port.ts";
import { textHeader } from "../sources/json-head.ts";
import type { Ctx } from "../context.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { died, rawMessage, watchQueue } from "../testing/messages.ts";
import { deriveMessage } from "../messages/derive/derive.ts";
import { ingestBatch } from "./ingest.ts";
import { storeBatch } from "./store-batch.ts";

const patience = { signal: new AbortController().signal };

async function start(queue = "orders.dlq") {
  const ctx = testContext(await testDatabase());
  const reader = await watchQueue(ctx, queue);
  const inexact = { ...reader, codec: { ...reader.codec, exactIdentity: false } };
  return {
    ctx,
    reader,
    ingest: (batch: readonly RawMessage[]) => ingestBatch(ctx, { reader, batch, patience }),
    ingestInexact: (batch: readonly RawMessage[]) => ingestBatch(ctx, { reader: inexact, batch, patience }),
  };
}

async function counts(ctx: Ctx) {
  const [row] = await ctx.sql`
    select (select count(*) from messages) as messages, (select count(*) from bodies) as bodies,
      (select count(*) from message_history) as history, (select coalesce(sum(n), 0) from hour_counts)::int as hours,
      (select coalesce(sum(n), 0) from day_counts)::int as days, (select coalesce(sum(n), 0) from minute_arrivals)::int as minutes,
      (select count(*) from groups) as groups, (select count(*) from failed_imports) as failed`;
  return row;
}

describe("a batch", () => {
  test("becomes rows, bytes, history, a group and counts", async () => {
    const { ctx, ingest } = await start();
    expect(await ingest([rawMessage(), rawMessage({ position: "2" })])).toEqual({ stored: 2, known: 0, failed: 0 });
    expect(await counts(ctx)).toEqual({ messages: 2, bodies: 2, history: 2, hours: 2, days: 2, minutes: 2, groups: 1, failed: 0 });
    const [row] = await ctx.sql`select * from messages order by id limit 1`;
    expect(row).toMatchObject({ state: "dead", version: 1, seq: 1, event_id: "e-1", event_type: "OrderPlaced", replay_count: 0 });
    expect(row?.["sort_at"]).toEqual(died);
  });

  test("keeps hostile bytes as they are and lets text columns have none of them", async () => {
    const { ctx, ingest } = await start('orders\\"{},.dlq');
    const bodies = [
      Buffer.from([0, 0xff, 0xfe, 0x80, 0]),
      null,
      Buffer.alloc(0),
      Buffer.from(`{"eventId":"a\\u0000b\\ud800c","eventType":"\\"},{\\\\x"}`),
      randomBytes(5 * 1024 * 1024),
    ];
    const headers = [
      textHeader("error-type", 'a\u0000\u202e"\\},{\ud800'),
      textHeader("__proto__", "x"),
      ...Array.from({ length: 1_000 }, (_, at) => textHeader(`h${at}`, "v".repeat(at % 50))),
    ];
    const batch = bodies.map((body, at) => rawMessage({ body, headers, position: `\u0000${at}` }));
    expect(await ingest(batch)).toEqual({ stored: 5, known: 0, failed: 0 });
    const rows = await ctx.sql<{ head: Buffer; body: Buffer | null }[]>`select head, body from bodies order by message_id`;
    expect(rows.map((row) => row.body)).toEqual(bodies);
    expect(rows.every((row, at) => row.head.equals(batch[at]?.head ?? new Uint8Array()))).toBe(true);
    const [text] = await ctx.sql`select event_id, event_type from messages order by id offset 3 limit 1`;
    expect(text).toEqual({ event_id: "a b\ufffdc", event_type: '"},{\\x' });
  });

  test("does not believe a death in the future: it is unknown", async () => {
    const { ctx, ingest } = await start();
    await ingest([rawMessage({ diedAt: new Date("2099-01-01") }), rawMessage({ diedAt: null })]);
    const rows = await ctx.sql`select sort_at = captured_at as captured, death_known, died_after from messages`;
    expect(rows).toEqual(Array.from({ length: 2 }, () => ({ captured: true, death_known: false, died_after: null })));
  });
});

describe("duplicates", () => {
  test("of an exact identity are stored once", async () => {
    const { ctx, ingest } = await start();
    await ingest([rawMessage({ identity: "i-1" })]);
    const again = [rawMessage({ identity: "i-1", redelivered: true }), rawMessage({ identity: "i-2" }), rawMessage({ identity: "i-2" })];
    expect(await ingest(again)).toEqual({ stored: 1, known: 2, failed: 0 });
    expect(await counts(ctx)).toMatchObject({ messages: 2, bodies: 2, history: 2, hours: 2, minutes: 2 });
  });

  test("of identities that differ in a blank, or after 300 characters, are two", async () => {
    const { ingest } = await start();
    const long = "x".repeat(300);
    const batch = ["b", "b ", "c\n", "c\t", long, `${long}1`, `${long}2`, " "].map((identity) => rawMessage({ identity }));
    expect(await ingest(batch)).toMatchObject({ stored: batch.length, known: 0, failed: 0 });
    expect(await ingest(batch)).toMatchObject({ stored: 0, known: batch.length, failed: 0 });
  });

  test("without identity are flagged when redelivered, and kept", async () => {
    const { ctx, ingestInexact: ingest } = await start();
    await ingest([rawMessage()]);
    const counted = textHeader("x-delivery-count", "1");
    await ingest([
      rawMessage({ redelivered: true, headers: [counted] }),
      rawMessage({ redelivered: true, body: Buffer.from("other") }),
      rawMessage(),
    ]);
    const rows = await ctx.sql<{ id: number; of: number | null }[]>`select id, suspected_duplicate_of as of from messages order by id`;
    expect(rows.map((row) => row.of)).toEqual([null, rows[0]?.id, null, null]);
  });

  test("that are first taken but committed second are flagged too", async () => {
    const { ctx, ingestInexact: ingest } = await start();
    await ingest([rawMessage({ redelivered: true })]);
    await ingest([rawMessage({ redelivered: false })]);
    const [flagged] = await ctx.sql`select count(*) as n from messages where suspected_duplicate_of is not null`;
    expect(flagged?.["n"]).toBe(1);
  });

  test("that are only equal are not flagged", async () => {
    const { ctx, ingest } = await start();
    await ingest([rawMessage(), rawMessage()]);
    await ingest([rawMessage()]);
    const [flagged] = await ctx.sql`select count(*) as n from messages where suspected_duplicate_of is not null`;
    expect(flagged?.["n"]).toBe(0);
  });
});

test("a commit whose answer was lost changes nothing when it is repeated", async () => {
  const { ctx, reader } = await start();
  const raw = rawMessage();
  const incoming = [{ id: 7, raw, arrival: deriveMessage(reader, raw, ctx.clock()) }];
  const input = { reader, incoming, at: ctx.clock() };
  expect([await storeBatch(ctx, input), await storeBatch(ctx, input)]).toMatchObject([{ stored: 1 }, { stored: 1, signals: null }]);
  expect(await counts(ctx)).toMatchObject({ messages: 1, bodies: 1, history: 1, hours: 1, days: 1, minutes: 1 });
});

describe("what cannot be stored", () => {
  test("stands alone in failed imports and holds up nobody", async () => {
    const { ctx, reader, ingest } = await start();
    await ctx.sql`alter table messages add constraint broken check (event_id <> 'guilty')`;
    const guilty = Buffer.from(`{"eventId":"guilty"}`);
    const batch = Array.from({ length: 9 }, (_, at) => rawMessage({ position: String(at), ...(at === 4 ? { body: guilty } : {}) }));
    expect(await ingest(batch)).toEqual({ stored: 8, known: 0, failed: 1 });
    expect(await counts(ctx)).toMatchObject({ messages: 8, bodies: 8, history: 8, hours: 8, failed: 1 });
    const [kept] = await ctx.sql`select queue_id, tries, body, position from failed_imports`;
    expect(kept).toEqual({ queue_id: reader.queueId, tries: 3, body: guilty, position: "4" });
  });
});
