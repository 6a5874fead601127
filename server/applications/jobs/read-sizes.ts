import { type SQL, sql } from "drizzle-orm";
import { columnOf, tableOf } from "../condition.ts";
import type { JobColumn } from "../mapping.ts";
import type { ShopDatabase } from "../port.ts";
import { isAmong } from "./columns.ts";
import { isLookup, type ReadyJobs } from "./job-table.ts";

/**
 * How many bytes payload and errors of each job take where they are stored, mostly compressed, which Postgres tells without reading them. A job without a row is left
 * out. Rejects with `ApplicationError`.
 */
export async function readSizes(
  { dialect, read }: ShopDatabase,
  jobs: ReadyJobs,
  queue: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { mapping } = jobs;
  const among = isAmong(jobs, dialect, queue, ids);
  if (among === null) return new Map();
  const rows = await read(sql`
    select j.${columnOf(mapping.id)}::text as id, (${sizeOf(jobs, mapping.payload)} + ${sizeOf(jobs, mapping.errors?.column ?? null)})::text as bytes
    from ${tableOf(mapping)} j where ${among}`);
  return new Map(rows.map((row) => [String(row["id"]), Number(row["bytes"])]));
}

function sizeOf({ mapping: { schema } }: ReadyJobs, column: JobColumn | null): SQL {
  if (column === null) return sql`0`;
  if (!isLookup(column))
    return sql.join(
      [column].flat().map((name) => sql`coalesce(pg_column_size(j.${columnOf(name)}), 0)`),
      sql` + `,
    );
  const size = sql`pg_column_size(o.${columnOf(column.column)})`;
  return sql`coalesce((select sum(${size}) from ${tableOf({ schema, table: column.table })} o where o.${columnOf(column.key)} = j.${columnOf(column.via)}), 0)`;
}
