import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { createEmptyDatabase } from "../../testing/database.ts";
import { findColumn } from "../catalogue.ts";
import { columnOf, holding, tableOf } from "../condition.ts";
import { jobPresetNames } from "../job-preset-names.ts";
import type { Conditions, Mapping } from "../mapping.ts";
import { openApplications } from "../open.ts";
import type { Application } from "../port.ts";
import { presetNames } from "../presets.ts";
import { findProcessed } from "../processed/find-processed.ts";
import { retryStatement } from "../retry-statement.ts";
import type { Settled } from "../settle-table.ts";
import { readTables } from "../tables.ts";
import type { Expected, Fixture } from "./conformance/fixture.ts";
import { fixtures } from "./conformance/fixtures.ts";

type Ready = Extract<Settled, { readonly state: "ready" }>;

// Tables of jobs are read and retried by their source: `server/sources/job-table/presets.db.test.ts`.
const ofJobs: readonly string[] = jobPresetNames;

test("every preset has a fixture", () => {
  expect(presetNames.filter((name) => !ofJobs.includes(name) && !fixtures.some(({ preset }) => preset === name))).toEqual([]);
});

test.each(fixtures.map((fixture) => [`${fixture.preset} ${fixture.version}`, fixture] as const))(
  "%s reads its tables",
  async (_name, fixture) => {
    const { application, rows } = await open(fixture);
    const tables = await readTables(application);
    if (tables.state === "unknown") throw new Error(tables.reason);
    expect(tables.problems).toEqual([]);
    expect(tables.tables.map(({ mapping }) => placeOf(mapping)).toSorted()).toEqual(Object.keys(fixture.tables).toSorted());
    for (const settled of tables.tables) {
      if (settled.state === "unknown") throw new Error(settled.reason);
      const expected = fixture.tables[placeOf(settled.mapping)];
      if (!expected) throw new Error("It is not expected.");
      await check({ application, settled, expected, rows });
    }
  },
);

const placeOf = ({ schema, table }: Mapping) => `${schema}.${table}`;

async function open(fixture: Fixture) {
  const { sql: owner, url } = await createEmptyDatabase();
  await owner.unsafe(fixture.ddl);
  const kinds = new Set(Object.values(fixture.tables).map(({ kind }) => kind));
  const [only = null] = kinds.size === 1 ? kinds : [];
  const tables = [{ preset: fixture.preset, schema: null, only }];
  const applications = openApplications([{ name: "shop", engine: "postgres", databaseUrl: url, consumes: [], unknown: null, tables }]);
  onTestFinished(() => applications.close());
  const [application] = applications.all;
  if (!application) throw new Error("No application.");
  /** Every row of a table as text, by its id. */
  const rows = async (place: string, id: string) => {
    const [schema = "", table = ""] = place.split(".");
    const all = await owner<{ id: string; row: string }[]>`
      select ${owner(id)}::text as id, to_jsonb(t)::text as row from ${owner(schema)}.${owner(table)} t`;
    return new Map(all.map((one) => [one.id, one.row]));
  };
  return { application, rows };
}

interface Checked {
  readonly application: Application;
  readonly settled: Ready;
  readonly expected: Expected;
  readonly rows: (place: string, id: string) => Promise<ReadonlyMap<string, string>>;
}

async function check(checked: Checked): Promise<void> {
  const { application, settled, expected } = checked;
  const { mapping } = settled;
  if (mapping.kind === "outbox" && expected.kind === "outbox") {
    expect(await idsOf(application, settled, mapping.pending), "pending").toEqual(expected.pending);
    expect(mapping.failed === null ? "unknown" : await idsOf(application, settled, mapping.failed), "failed").toEqual(expected.failed);
    const published = mapping.published === null ? "removed" : await idsOf(application, settled, mapping.published);
    expect(published, "published").toEqual(expected.published);
    expect(mapping.unmarked).toBe(expected.unmarked);
    // What cannot be told is said.
    expect(mapping.untold.length).toBeGreaterThan(0);
    await checkRetry(checked, mapping.id, mapping.publishNow, expected.publishNow);
    return;
  }
  if (mapping.kind === "processed" && expected.kind === "processed") {
    const { processed, notProcessed, unknown, consumer } = expected;
    const alone: Application = { ...application, spec: { ...application.spec, tables: [mapping] } };
    const events = [...processed, ...notProcessed, ...unknown].map((eventId) => ({ eventId, producedAt: Date.now() + 60 * 60_000 }));
    const found = await findProcessed(alone, consumer, events);
    const told = (state: string) => events.map(({ eventId }) => eventId).filter((eventId) => found.get(eventId)?.state === state);
    expect([told("processed"), told("not_processed"), told("unknown")]).toEqual([processed, notProcessed, unknown]);
    return;
  }
  if (mapping.kind === "jobs" && expected.kind === "jobs") {
    expect(await idsOf(application, settled, mapping.failed), "failed").toEqual(expected.failed);
    expect(
      mapping.done === null || mapping.done === "removed" ? "unknown" : await idsOf(application, settled, mapping.done),
      "done",
    ).toEqual(expected.done);
    if (mapping.retry !== null && "statement" in mapping.retry) throw new Error("Its source tests it.");
    await checkRetry(checked, mapping.id, mapping.retry, expected.retry);
    return;
  }
  throw new Error(`It is ${mapping.kind}, not ${expected.kind}.`);
}

async function idsOf({ database }: Application, { mapping, table }: Ready, conditions: Conditions): Promise<readonly string[]> {
  if (!("id" in mapping)) return [];
  const id = columnOf(mapping.id);
  const type = findColumn(table, mapping.id)?.type ?? "text";
  const rows = await database.read(
    sql`select ${database.dialect.asText(id, type)} as id from ${tableOf(mapping)} where ${holding(database.dialect, table, conditions)} order by 1`,
  );
  return rows.map((row) => String(row["id"]));
}

/** Asked for every row, the statement changes exactly those that may be tried again; a second time it changes none. */
async function checkRetry(
  { application: { database }, settled, rows }: Checked,
  id: string,
  retry: Parameters<typeof retryStatement>[1]["retry"] | null,
  expected: readonly string[] | null,
): Promise<void> {
  expect(retry === null, "a documented way").toBe(expected === null);
  if (retry === null || expected === null) return;
  const before = await rows(placeOf(settled.mapping), id);
  const write = async () => {
    const statement = retryStatement(database.dialect, { table: settled.table, id, retry }, [...before.keys()]);
    return statement === null ? [] : (await database.write(statement)).map((row) => String(row["id"])).toSorted();
  };
  expect(await write()).toEqual(expected);
  const after = await rows(placeOf(settled.mapping), id);
  expect([...before.keys()].filter((key) => before.get(key) !== after.get(key)).toSorted()).toEqual(expected);
  expect(await write()).toEqual([]);
}
