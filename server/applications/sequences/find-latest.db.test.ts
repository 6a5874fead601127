import { expect, onTestFinished, test } from "vitest";
import { createEmptyDatabase } from "../../testing/database.ts";
import type { LatestMapping } from "../mapping.ts";
import { openApplications } from "../open.ts";
import { findLatest } from "./find-latest.ts";

const noon = Date.UTC(2026, 10, 30, 12);
const mapping = (table: string, ...eventTypes: readonly string[]): LatestMapping => ({
  kind: "latest",
  schema: "public",
  table,
  key: "key",
  eventAt: { column: "at", zone: "UTC" },
  eventTypes: eventTypes.length > 0 ? eventTypes : null,
  consumer: null,
});

async function open(tables: readonly LatestMapping[], ddl: string) {
  const { sql: owner, url } = await createEmptyDatabase();
  await owner.unsafe(ddl);
  const applications = openApplications([{ name: "crm", engine: "postgres", databaseUrl: url, consumes: [], unknown: null, tables }]);
  onTestFinished(() => applications.close());
  return async (...states: readonly (readonly [key: string, eventType: string])[]) => {
    const asked = states.map(([key, eventType]) => ({ key, eventType }));
    const find = await findLatest(applications.all[0] ?? expect.fail(), null, asked);
    return asked.map(find);
  };
}

test("each type of event is looked up in its own table, and a type that none has is not judged", async () => {
  const ask = await open(
    [mapping("addresses", "AddressChanged", "AddressRemoved"), mapping("phones", "PhoneChanged")],
    `create table addresses (key text primary key, at timestamptz); create table phones (key text primary key, at timestamptz);
     insert into addresses values ('k1', '2026-11-30T11:00:00Z'); insert into phones values ('k1', '2026-11-30T12:00:00Z'), ('k2', '2026-11-30T12:00:00Z')`,
  );
  expect(
    await ask(["k1", "AddressChanged"], ["k1", "PhoneChanged"], ["k2", "AddressRemoved"], ["k2", "PhoneChanged"], ["k1", "Other"]),
  ).toEqual([
    { state: "known", at: noon - 3_600_000, mayLag: null },
    { state: "known", at: noon, mayLag: null },
    { state: "absent", mayLag: null },
    { state: "known", at: noon, mayLag: null },
    null,
  ]);
});

test("of a table with a row for each event the newest of each key counts, however many rows there are", async () => {
  const ask = await open(
    [mapping("events")],
    `create table events (key text, at timestamptz); create index on events (key);
     insert into events select 'k' || n % 1000, timestamptz '2026-11-30T12:00:00Z' - make_interval(secs => n / 1000) from generate_series(0, 29999) n;
     insert into events values ('k7', null)`,
  );
  const keys = Array.from({ length: 1_000 }, (_, n) => [`k${n}`, "Changed"] as const);
  const told = await ask(...keys);
  expect(told.splice(7, 1)).toEqual([{ state: "unknown", reason: "A row of the key in public.events has no time." }]);
  expect(new Set(told.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify({ state: "known", at: noon, mayLag: null })]));
});

test("a materialized view may lag, and says so", async () => {
  const ask = await open(
    [mapping("newest")],
    `create table rows (key text primary key, at timestamptz); insert into rows values ('k1', '2026-11-30T12:00:00Z');
     create materialized view newest as select * from rows; create unique index on newest (key)`,
  );
  const mayLag = "public.newest is a materialized view, and may not have the newest event yet.";
  expect(await ask(["k1", "Changed"], ["k2", "Changed"])).toEqual([
    { state: "known", at: noon, mayLag },
    { state: "absent", mayLag },
  ]);
});
