import { sql } from "drizzle-orm";
import type postgres from "postgres";
import { expect, onTestFinished } from "vitest";
import { findColumn } from "../applications/catalogue.ts";
import { columnOf, holding, tableOf } from "../applications/condition.ts";
import type { Conditions, Mapping } from "../applications/mapping.ts";
import { openApplications } from "../applications/open.ts";
import type { Application } from "../applications/port.ts";
import { findProcessed } from "../applications/processed/find-processed.ts";
import { retryStatement } from "../applications/retry-statement.ts";
import type { Settled } from "../applications/settle-table.ts";
import { readTables } from "../applications/tables.ts";
import type { Expected } from "../applications/presets/conformance/fixture.ts";

type Ready = Extract<Settled, { readonly state: "ready" }>;

interface Written {
  readonly owner: postgres.Sql;
  readonly url: string;
  readonly preset: string;
  /** By schema and name; a table that is not named here must not be found. */
  readonly tables: Readonly<Record<string, Expected>>;
}

/** The preset takes just these tables of a database, and says of their rows what is expected. Whatever its retry takes is retried by that. */
export async function expectTables(written: Written): Promise<void> {
  const { application, rows } = open(written);
  const tables = await readTables(application);
  if (tables.state === "unknown") throw new Error(tables.reason);
  expect(tables.problems).toEqual([]);
  expect(tables.tables.map(({ mapping }) => placeOf(mapping)).toSorted()).toEqual(Object.keys(written.tables).toSorted());
  for (const settled of tables.tables) {
    if (settled.state === "unknown") throw new Error(settled.reason);
    const expected = written.tables[placeOf(settled.mapping)];
    if (!expected) throw new Error("It is not expected.");
    await check({ application, settled, expected, rows });
  }
}

const placeOf = ({ schema, table }: Mapping) => `${schema}.${table}`;

function open({ owner, url, preset, tables: expected }: Written) {
  const kinds = new Set(Object.values(expected).map(({ kind }) => kind));
  const [only = null] = kinds.size === 1 ? kinds : [];
  const tables = [{ preset, schema: null, only }];
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
