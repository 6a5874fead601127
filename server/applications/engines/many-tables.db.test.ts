import { expect, onTestFinished, test } from "vitest";
import { createEmptyDatabase } from "../../testing/database.ts";
import type { ApplicationSpec } from "../application.ts";
import { mostTables } from "../catalogue.ts";
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
    return told.state === "known" ? { states: told.tables.map(({ state }) => state), problems: told.problems } : told;
  };
  const preset = { preset: "processed-events", schema: null, only: null };
  expect(await read([preset])).toEqual({
    states: [],
    problems: [
      "No table of processed-events is there, or this role may not see it.",
      "Redrive looked at 5,000 tables and no more: name the schema or the table in each entry of a preset.",
    ],
  });
  expect(await read([{ ...preset, schema: "zoo" }])).toEqual({ states: ["ready"], problems: [] });
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
  expect(await read([own])).toEqual({ states: ["ready"], problems: [] });
});
