import { expect, onTestFinished, test } from "vitest";
import { createEmptyDatabase } from "../../testing/database.ts";
import type { ApplicationSpec } from "../application.ts";
import { mostTables } from "../catalogue.ts";
import { readingOf } from "../../alerts/read-applications.ts";
import { watchOutboxes } from "../outbox/watch.ts";
import { openApplications } from "../open.ts";
import { readTables } from "../tables.ts";

test("of a database with more tables than are looked at, those that redrive.yaml names are", { timeout: 120_000 }, async () => {
  const { sql: owner, url } = await createEmptyDatabase();
  await owner.unsafe(
    "create schema acme; create schema zoo; create table zoo.processed_events (event_id text primary key, processed_at timestamptz)",
  );
  await owner.unsafe(
    `do $$ begin for n in 1..${mostTables} loop execute 'create table acme.t' || n || ' ()'; if n % 500 = 0 then commit; end if; end loop; end $$`,
  );
  const read = async (tables: ApplicationSpec["tables"]) => {
    const applications = openApplications([{ name: "orders", engine: "postgres", databaseUrl: url, consumes: [], unknown: null, tables }]);
    onTestFinished(() => applications.close());
    const told = await readTables(applications.all[0] ?? expect.fail());
    if (told.state === "unknown") return told;
    return { states: told.tables.map(({ state }) => state), problems: told.problems, notes: told.notes };
  };
  const preset = { preset: "processed-events", schema: null, only: null };
  expect(await read([preset])).toEqual({
    states: [],
    problems: ["No table of processed-events is there, or this role may not see it."],
    notes: ["Redrive looked at 5,000 tables and no more: name the schema or the table in each entry of a preset."],
  });
  expect(await read([{ ...preset, schema: "zoo" }])).toEqual({ states: ["ready"], problems: [], notes: [] });
  const own = {
    kind: "processed",
    schema: "zoo",
    table: "processed_events",
    eventId: "event_id",
    consumer: null,
    at: null,
    done: [],
    keeps: "all",
  } as const;
  expect(await read([own])).toEqual({ states: ["ready"], problems: [], notes: [] });
  // What is found without a schema is found; that not all was looked at is no reason for an alert.
  await owner.unsafe("create table acme.processed_events (event_id text primary key, processed_at timestamptz)");
  const spec: ApplicationSpec = { name: "orders", engine: "postgres", databaseUrl: url, consumes: [], unknown: null, tables: [preset] };
  const { all, close } = openApplications([spec]);
  onTestFinished(close);
  expect(await readTables(all[0] ?? expect.fail())).toMatchObject({ problems: [], notes: [expect.stringContaining("5,000")] });
  const watched = await watchOutboxes(all[0] ?? expect.fail(), { freshMs: 0, waitMs: 10_000 });
  expect(readingOf(watched ?? expect.fail())).toMatchObject({ away: null, lacks: null });
});
