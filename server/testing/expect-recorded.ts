import type postgres from "postgres";
import { expect } from "vitest";
import { createEmptyDatabase } from "./database.ts";

/** A recorded schema is that of the real library: the columns of these tables, and the indexes and checks that they have. Six digits of a second are what a timestamp has anyway. */
export async function expectRecorded(ddl: string, real: postgres.Sql, tables: readonly string[]): Promise<void> {
  const { sql: recorded } = await createEmptyDatabase();
  await recorded.unsafe(ddl);
  expect(await shapeOf(recorded, tables)).toEqual(await shapeOf(real, tables));
}

async function shapeOf(sql: postgres.Sql, tables: readonly string[]) {
  const columns = await sql`
    select c.oid::regclass::text as table, attname as name, regexp_replace(format_type(atttypid, atttypmod), '^timestamp.6.', 'timestamp') as type, attnotnull as required
    from pg_attribute join pg_class c on c.oid = attrelid where attrelid = any(${tables}::regclass[]) and attnum > 0 and not attisdropped order by 1, 2`;
  const indexes = await sql`
    select regexp_replace(pg_get_indexdef(indexrelid), 'INDEX \\S+ ON', 'INDEX ON') as index from pg_index where indrelid = any(${tables}::regclass[]) order by 1`;
  const checks = await sql`
    select conrelid::regclass::text as table, pg_get_constraintdef(oid) as check from pg_constraint where contype = 'c' and conrelid = any(${tables}::regclass[]) order by 1, 2`;
  return { columns: [...columns], indexes: indexes.map(({ index }) => index), checks: [...checks] };
}
