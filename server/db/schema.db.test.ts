import { readdirSync } from "node:fs";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";
import { testDatabase } from "../testing/database.ts";
import type { Sql, Transaction } from "./client.ts";

const folder = `${import.meta.dirname}/schema`;
const files: readonly Record<string, unknown>[] = await Promise.all(readdirSync(folder).map((file) => import(`${folder}/${file}`)));
const declared = files.flatMap((file) => Object.entries(file));
const tables = declared.flatMap(([, value]) => (is(value, PgTable) ? [getTableConfig(value)] : []));
const routines = declared.flatMap(([name, value]) => (name.endsWith("Routines") ? (value as readonly string[]) : []));

test("the migrations make exactly the tables and columns of the schema", async () => {
  const { sql } = await testDatabase();
  const made = await sql<{ table: string; column: string; type: string; null: boolean }[]>`
    select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) || coalesce(' collate "' || l.collname || '"', '') as type, not a.attnotnull as null
    from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_collation l on l.oid = a.attcollation and l.collname <> 'default'
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped`;
  const line = (table: string, column: string, type: string, nullable: boolean) => `${table}.${column} ${type}${nullable ? " null" : ""}`;
  expect(made.map((row) => line(row.table, row.column, row.type, row.null)).toSorted()).toEqual(
    tables
      .flatMap(({ name, columns }) =>
        columns.map((column) => line(name, column.name, column.getSQLType(), !column.notNull && !column.primary)),
      )
      .toSorted(),
  );
});

test("the migrations make exactly the indexes of the schema", async () => {
  const { sql } = await testDatabase();
  const made = await sql<{ name: string }[]>`
    select i.relname as name from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
    where t.relnamespace = 'public'::regnamespace and not exists (select from pg_constraint k where k.conindid = x.indexrelid)`;
  expect(made.map(({ name }) => name).toSorted()).toEqual(
    tables.flatMap(({ indexes }) => indexes.map(({ config }) => config.name ?? "")).toSorted(),
  );
});

test("functions, triggers and storage are as the schema says them, and no other is there", async () => {
  const { sql } = await testDatabase();
  const before = await readRoutines(sql);
  await sql.begin(async (tx) => {
    for (const statement of routines) await tx.unsafe(statement);
    expect(await readRoutines(tx)).toEqual(before);
  });
  const names = before.flatMap(({ name }) => (name === null ? [] : [name]));
  expect(names.filter((name) => !routines.some((statement) => statement.includes(` ${name}`)))).toEqual([]);
});

function readRoutines(sql: Sql | Transaction) {
  return sql<{ name: string | null; definition: string }[]>`
    select proname as name, pg_get_functiondef(oid) as definition from pg_proc where pronamespace = 'public'::regnamespace
    union all select tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
    union all select null, relname || ' ' || reloptions::text from pg_class where relnamespace = 'public'::regnamespace and reloptions is not null
    union all select null, attrelid::regclass || '.' || attname || ' ' || attstorage::text from pg_attribute
      where attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r') and attnum > 0 and attlen = -1
    order by 1, 2`;
}
