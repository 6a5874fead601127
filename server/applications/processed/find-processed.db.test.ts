import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import type { ApplicationSpec } from "../application.ts";
import type { ProcessedMapping } from "../mapping.ts";
import { openApplications } from "../open.ts";
import { createEmptyDatabase } from "../../testing/database.ts";
import { findProcessed } from "./find-processed.ts";
import { findTwice } from "./find-twice.ts";
import { listProcessed } from "./list-processed.ts";

const hour = 3_600_000;
const now = Date.now();
const table = (name: string): ProcessedMapping => ({
  kind: "processed",
  schema: "public",
  table: name,
  eventId: "event_id",
  consumer: "consumer",
  at: { column: "at", zone: "UTC" },
  done: [],
  keeps: "oldest",
});

async function open(tables: ApplicationSpec["tables"], ddl: string, options = "") {
  const { sql: owner, url } = await createEmptyDatabase(options);
  await owner.unsafe(ddl);
  const applications = openApplications([{ name: "orders", engine: "postgres", databaseUrl: url, consumes: [], tables, unknown: null }]);
  onTestFinished(() => applications.close());
  const [application] = applications.all;
  if (!application) throw new Error("No application.");
  const ask = async (consumer: string | null, ...events: [string, number | null][]) => {
    const found = await findProcessed(
      application,
      consumer,
      events.map(([eventId, producedAt]) => ({ eventId, producedAt })),
    );
    return events.map(([eventId]) => found.get(eventId));
  };
  return { ask, application };
}

const processedEvents = `
  create table processed_events (consumer text, event_id text, at timestamptz, primary key (event_id, consumer));
  create index on processed_events (at);
  insert into processed_events values ('orders', 'old', now() - interval '10 hours'), ('orders', 'e''1', now()), ('billing', 'e2', now());`;

test("an event is processed, not processed, or unknown where the table does not reach back to it", async () => {
  const { ask } = await open([table("processed_events")], processedEvents);
  const [done, others, absent, early, undated] = await ask(
    "orders",
    ["e'1", now],
    ["e2", now],
    ["e3", now],
    ["e4", now - 20 * hour],
    ["e5", null],
  );
  expect(done).toMatchObject({ state: "processed", times: 1, consumers: ["orders"] });
  expect(done?.state === "processed" && Math.abs((done.at ?? 0) - now) < hour).toBe(true);
  expect([others, absent]).toEqual([{ state: "not_processed" }, { state: "not_processed" }]);
  expect(early).toMatchObject({ state: "unknown", reason: "The event is older than what the table still keeps." });
  expect(undated).toMatchObject({ state: "unknown" });
  expect((await ask(null, ["e2", now]))[0]).toMatchObject({
    state: "unknown",
    reason: expect.stringMatching("It was processed by billing"),
  });
});

test("a table that hides rows, is gone, or lacks a column makes everything unknown, with the reason", async () => {
  const { ask } = await open([{ ...table("processed_events"), eventId: "id" }], processedEvents);
  expect((await ask("orders", ["e1", now]))[0]).toEqual({ state: "unknown", reason: "public.processed_events has no column id." });
  const missing = await open([table("nothing")], "select 1");
  expect((await missing.ask("orders", ["e1", now]))[0]).toMatchObject({
    state: "unknown",
    reason: expect.stringMatching("There is no table public.nothing"),
  });
});

test("of ids that are asked for together only those that the server's encoding cannot hold are unknown", async () => {
  const latin1 = "encoding 'LATIN1' locale 'C' template template0";
  const ddl = `${processedEvents} insert into processed_events values ('orders', 'caf' || chr(233), now());`;
  const { ask } = await open([table("processed_events")], ddl, latin1);
  const [done, accented, absent, euro] = await ask("orders", ["e'1", now], ["café", now], ["naïve", now], ["10 €", now]);
  expect([done?.state, accented?.state, absent?.state]).toEqual(["processed", "processed", "not_processed"]);
  expect(euro).toMatchObject({ state: "unknown", reason: expect.stringContaining("of type text in LATIN1"), forever: true });
  const other = await open([table("processed_events")], processedEvents, "encoding 'EUC_JP' locale 'C' template template0");
  expect((await other.ask("orders", ["e'1", now], ["10 €", now])).map((one) => one?.state)).toEqual(["processed", "unknown"]);
});

test("MassTransit's inbox: a row that was received but not consumed is not processed", async () => {
  const { ask } = await open(
    [{ preset: "masstransit", schema: null, only: null }],
    `create table "InboxState" ("Id" bigint primary key, "MessageId" uuid, "ConsumerId" uuid, "LockId" uuid, "RowVersion" bytea, "Received" timestamptz,
       "ReceiveCount" int, "ExpirationTime" timestamptz, "Consumed" timestamptz, "Delivered" timestamptz, "LastSequenceNumber" bigint, unique ("MessageId", "ConsumerId"));
     insert into "InboxState" ("Id", "MessageId", "ConsumerId", "Received", "ReceiveCount", "Consumed") values
       (1, 'a0000000-0000-0000-0000-000000000001', 'c0000000-0000-0000-0000-000000000001', now(), 1, now()),
       (2, 'a0000000-0000-0000-0000-000000000002', 'c0000000-0000-0000-0000-000000000001', now(), 0, null)`,
  );
  const consumer = "c0000000-0000-0000-0000-000000000001";
  const answers = await ask(
    consumer,
    ["A0000000-0000-0000-0000-000000000001", now],
    ["a0000000-0000-0000-0000-000000000002", now],
    ["no uuid", now],
  );
  expect(answers.map((answer) => answer?.state)).toEqual(["processed", "not_processed", "unknown"]);
  expect(answers[2]).toMatchObject({ forever: true, reason: expect.stringContaining("which is of type uuid") });
  expect((await ask("billing", ["a0000000-0000-0000-0000-000000000002", now]))[0]).toMatchObject({
    state: "unknown",
    reason: expect.stringContaining("can be of the consumer billing"),
  });
});

const own = (name: string, more: Partial<ProcessedMapping> = {}): ProcessedMapping => ({
  ...table(name),
  consumer: null,
  at: null,
  keeps: "all",
  ...more,
});

test("ids are looked for as their column's type has them; what the type cannot hold, or cannot be asked for, is unknown for ever", async () => {
  const ids = {
    bigint: ["9223372036854775807", "9223372036854775806", "9223372036854775808"],
    smallint: ["-32768", "7", "32768"],
    numeric: ["123456789012345678901", "5", "05"],
    "numeric(30,2)": ["123456789012345678901", "5", "5.5"],
    uuid: ["a0000000-0000-0000-0000-000000000001", "a0000000-0000-0000-0000-000000000002", "urn:uuid:a0000000-0000-0000-0000-000000000001"],
    "char(9)": ["e1", "e2", "e\0"],
    text: ["e1", "e2", "\ud800"],
    order_id: ["e1", "e2", "e\0"],
  };
  const states = async (type: string, ...events: string[]) => {
    const [held = ""] = events;
    const { ask } = await open(
      [own("seen")],
      `create domain order_id as text; create type kind as enum ('e1');
       create table seen (event_id ${type} primary key); insert into seen values ('${held}')`,
    );
    return ask(null, ...events.map((id): [string, null] => [id, null]));
  };
  for (const [type, all] of Object.entries(ids))
    expect(await states(type, ...all), type).toMatchObject([
      { state: "processed" },
      { state: "not_processed" },
      { state: "unknown", forever: true, reason: expect.stringContaining("cannot be a value of event_id") },
    ]);
  for (const type of ["kind", "bytea"])
    expect(await states(type, "e1"), type).toMatchObject([
      { state: "unknown", forever: true, reason: expect.stringContaining("does not look for ids in columns of type") },
    ]);
});

test("what is missing in a materialized view, an unlogged table, or beside a table that was not found, is unknown", async () => {
  const rows = "create table rows (event_id text primary key); insert into rows values ('e1');";
  const states = async (ddl: string, ...tables: ApplicationSpec["tables"]) =>
    (await (await open(tables, ddl)).ask(null, ["e1", now], ["e2", now])).map((answer) => answer?.state);
  const seen = own("seen");
  expect(await states(`${rows} create materialized view seen as select * from rows; create unique index on seen (event_id)`, seen)).toEqual(
    ["processed", "unknown"],
  );
  expect(await states("create unlogged table seen (event_id text primary key); insert into seen values ('e1')", seen)).toEqual([
    "processed",
    "unknown",
  ]);
  const missing = (preset: string) => ({ preset, schema: null, only: null });
  expect(await states(rows, own("rows"), missing("masstransit"))).toEqual(["processed", "unknown"]);
  expect(await states(rows, own("rows"), missing("debezium"))).toEqual(["processed", "not_processed"]);
});

test("a table without an index that finds the event is not read", async () => {
  const ddl = "create table seen (consumer text, event_id text, at timestamptz); create index on seen (consumer)";
  const { ask, application } = await open([table("seen")], ddl);
  const never = { state: "unknown", forever: true, reason: "public.seen has no index that begins with event_id." };
  expect((await ask(null, ["e1", now]))[0]).toEqual(never);
  expect((await ask("orders", ["e1", now]))[0]).not.toEqual(never);
  expect((await listProcessed(application, null, "e1")).tables).toMatchObject([{ reason: never.reason, rows: [] }]);
});

test("the oldest row of another consumer, or of one that is not done, says nothing of what this one still keeps; nor does a time that is none", async () => {
  const ddl = `create table seen (consumer text, event_id text primary key, at timestamptz, done boolean); create index on seen (at);
    insert into seen values ('billing', 'a', now() - interval '99 hours', true), ('orders', 'b', now() - interval '98 hours', false), ('orders', 'c', now(), true)`;
  const { ask } = await open([{ ...table("seen"), done: [{ column: "done", is: "true" }] }], ddl);
  const old = ["x", now - 20 * hour] as [string, number];
  expect((await ask("orders", old))[0]).toMatchObject({ state: "unknown", reason: "The event is older than what the table still keeps." });
  expect((await ask("billing", old))[0]).toEqual({ state: "not_processed" });
  expect((await ask(null, old))[0]).toMatchObject({ state: "unknown", forever: true });
  const text = await open(
    [own("seen", { at: { column: "at", zone: "UTC" }, keeps: "oldest" })],
    "create table seen (event_id text primary key, at text); create index on seen (at); insert into seen values ('a', 'today')",
  );
  expect(await text.ask(null, ["a", now], old)).toMatchObject([
    { state: "processed", at: null },
    { state: "unknown", forever: true },
  ]);
});

test("why a table does not tell how far back it reaches is said, so that it can be mended", async () => {
  const old = ["x", now - 20 * hour] as [string, number];
  const reason = async (more: Partial<ProcessedMapping>, ddl: string, consumer: string | null = null) => {
    const { ask } = await open([own("seen", { at: { column: "at", zone: "UTC" }, keeps: "oldest", ...more })], ddl);
    const [told] = await ask(consumer, old);
    return told?.state === "unknown" && told.forever ? told.reason : told;
  };
  const rows = "create table seen (consumer text, event_id text primary key, at timestamptz);";
  const indexed = `${rows} create index on seen (at);`;
  expect(await reason({}, rows)).toBe("public.seen has no index that begins with at, so how far back it reaches is unknown.");
  expect(await reason({}, indexed)).toBe(
    "The 10,000 oldest rows of public.seen hold none that is done and has a time, so how far back it reaches is unknown.",
  );
  expect(await reason({ at: null }, indexed)).toBe("No time of the rows of public.seen is known, so how far back it reaches is unknown.");
  expect(await reason({ consumer: "consumer" }, indexed)).toBe(
    "public.seen has several consumers, and redrive.yaml does not name that of this queue, so how far back it reaches is unknown.",
  );
  expect(await reason({ consumer: "consumer" }, `${indexed} insert into seen values ('billing', 'a', now())`, "orders")).toBe(
    "The 10,000 oldest rows of public.seen hold none of orders that is done and has a time, so how far back it reaches is unknown.",
  );
});

test("what was processed twice is looked for among the newest rows, also where few of them are done", async () => {
  const claimed = own("seen", { at: { column: "at", zone: "UTC" }, done: [{ column: "handled", is: "true" }] });
  const { application } = await open(
    [claimed],
    `create table seen (event_id text, at timestamptz, handled boolean); create index on seen (at);
     insert into seen select 'new', now(), true from generate_series(1, 2);
     insert into seen select n::text, now() - interval '1 hour', false from generate_series(1, 9998) n;
     insert into seen select 'old', now() - interval '2 hours', true from generate_series(1, 2)`,
  );
  expect((await findTwice(application)).tables).toMatchObject([{ reason: null, events: [{ eventId: "new", times: 2 }] }]);
});

test("an application's database is never written: a read that tries is refused", async () => {
  const { application } = await open([table("processed_events")], processedEvents);
  await expect(application.database.read(sql`delete from public.processed_events returning 1`)).rejects.toMatchObject({ code: "denied" });
});
