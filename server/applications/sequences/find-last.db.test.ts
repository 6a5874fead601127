import { expect, onTestFinished, test } from "vitest";
import { createEmptyDatabase } from "../../testing/database.ts";
import type { SequenceMapping } from "../mapping.ts";
import { openApplications } from "../open.ts";
import { findLast } from "./find-last.ts";

const mapping = (table: string, fields: Partial<SequenceMapping> = {}): SequenceMapping => ({
  kind: "sequences",
  schema: "public",
  table,
  key: "key",
  last: "last",
  field: null,
  consumer: null,
  at: null,
  holes: false,
  ...fields,
});

async function open(tables: readonly SequenceMapping[], ddl: string) {
  const { sql: owner, url } = await createEmptyDatabase();
  await owner.unsafe(ddl);
  const applications = openApplications([{ name: "orders", engine: "postgres", databaseUrl: url, consumes: [], unknown: null, tables }]);
  onTestFinished(() => applications.close());
  const [application] = applications.all;
  if (!application) throw new Error("No application.");
  return async (consumer: string | null, ...keys: readonly string[]) => {
    const found = await findLast(application, consumer, keys);
    return found && keys.map((key) => found.of(key));
  };
}

test("last numbers of many keys are read by one statement, and a key without a row is absent", async () => {
  const ask = await open(
    [mapping("positions", { consumer: "consumer", at: { column: "at", zone: "UTC" } })],
    `create table positions (consumer text, key text, last bigint, at timestamptz, primary key (consumer, key));
     insert into positions values ('payments', 'ord-1', 9007199254740993, '2026-01-01T00:00:00Z'), ('shipping', 'ord-1', 2, null), ('shipping', 'o''2"', 3, null)`,
  );
  expect(await ask("payments", "ord-1", "ord-3")).toEqual([
    { state: "known", last: "9007199254740993", at: 1_767_225_600_000 },
    { state: "absent" },
  ]);
  expect(await ask("shipping", `o'2"`)).toEqual([{ state: "known", last: "3", at: null }]);
});

test("a table that many share tells nothing where redrive.yaml does not say whose row counts", async () => {
  const ask = await open(
    [mapping("positions", { consumer: "consumer" })],
    `create table positions (key text, consumer text, last int, primary key (key, consumer)); insert into positions values ('ord-1', 'payments', 4)`,
  );
  expect(await ask(null, "ord-1", "ord-2")).toEqual([
    { state: "unknown", reason: expect.stringContaining("shared by payments") },
    { state: "absent" },
  ]);
});

test("processed events that hold key and number are counted by their highest; text and JSON are read by their digits", async () => {
  const rows = `create table events (key text, last numeric); create index on events (key);
    insert into events values ('a', 9), ('a', 10), ('b', 1); create table texts (key text primary key, last text);
    insert into texts values ('a', '10'), ('b', 'ten'); create table documents (key text primary key, last jsonb);
    insert into documents values ('a', '{"orders": {"last": 9007199254740993}}')`;
  expect(await (await open([mapping("events")], rows))(null, "a", "b")).toMatchObject([{ last: "10" }, { last: "1" }]);
  expect(await (await open([mapping("texts")], rows))(null, "a", "b")).toMatchObject([{ last: "10" }, { state: "unknown" }]);
  const documents = await open([mapping("documents", { field: "orders.last" })], rows);
  expect(await documents(null, "a")).toMatchObject([{ last: "9007199254740993" }]);
});

test("a table without a fitting index is not read, and one that is gone or hides rows is unknown", async () => {
  const slow = await open([mapping("positions")], "create table positions (key text, last int)");
  expect(await slow(null, "a")).toEqual([{ state: "unknown", reason: "public.positions has no index that begins with key." }]);
  const gone = await open([mapping("positions")], "select 1");
  expect(await gone(null, "a")).toEqual([{ state: "unknown", reason: expect.stringMatching("There is no table public.positions") }]);
  const unlogged = await open([mapping("positions")], "create unlogged table positions (key text primary key, last int)");
  expect(await unlogged(null, "a")).toEqual([{ state: "unknown", reason: expect.stringMatching("empty after a crash") }]);
  expect(await (await open([], "select 1"))(null, "a")).toBeNull();
});

test("keys that differ in case are different keys, and uuids are the same however they are spelt", async () => {
  const text = await open(
    [mapping("positions")],
    "create table positions (key text primary key, last int); insert into positions values ('ord-1', 4)",
  );
  expect(await text(null, "ORD-1", "ord-1")).toMatchObject([{ state: "absent" }, { state: "known", last: "4" }]);
  const id = "a0000000-0000-0000-0000-00000000000f";
  const uuids = await open(
    [mapping("positions")],
    `create table positions (key uuid primary key, last int); insert into positions values ('${id}', 4)`,
  );
  expect(await uuids(null, id.toUpperCase(), id.replaceAll("-", ""), "ord-1")).toMatchObject([
    { last: "4" },
    { last: "4" },
    { state: "unknown", reason: expect.stringContaining("which is of type uuid") },
  ]);
});
