import { type SQL, sql } from "drizzle-orm";
import { findColumn } from "../catalogue.ts";
import { columnOf, tableOf } from "../condition.ts";
import type { JobColumn, TimeColumn } from "../mapping.ts";
import { ApplicationError, type Dialect } from "../port.ts";
import { hasIdFirst, idType, type ReadyJobs } from "./job-table.ts";

/** Jobs without a queue of their own are told under this name. */
export const noQueue = "default";

/** The table's rows as `j`. */
const own = (name: string): SQL => sql`j.${columnOf(name)}`;

/** A column as text; null where the mapping has none. */
export function textOf({ mapping: { schema }, table }: ReadyJobs, column: JobColumn | null): SQL {
  if (column === null) return sql`null::text`;
  if (isNames(column))
    return sql`json_build_object(${sql.join(
      column.map((name) => sql`${name}::text, ${own(name)}::text`),
      sql`, `,
    )})::text`;
  // Arrays are told as JSON: their own text is Postgres's alone.
  if (typeof column === "string")
    return findColumn(table, column)?.type.endsWith("[]") ? sql`to_jsonb(${own(column)})::text` : sql`${own(column)}::text`;
  const [other, key, wanted] = [tableOf({ schema, table: column.table }), columnOf(column.key), columnOf(column.column)];
  const where = sql`from ${other} o where o.${key} = ${own(column.via)}`;
  return column.all
    ? sql`(select json_agg(o order by o.${columnOf(column.all.by)})::text ${where})`
    : sql`(select o.${wanted}::text ${where} limit 1)`;
}

export const queueOf = (jobs: ReadyJobs): SQL => sql`coalesce(${textOf(jobs, jobs.mapping.queue)}, ${noQueue})`;

/** The moment in milliseconds since 1970, whole. */
export function timeOf({ table }: ReadyJobs, dialect: Dialect, time: TimeColumn | null): SQL {
  if (time === null) return sql`null::text`;
  return sql`trunc((${dialect.epochMs(own(time.column), findColumn(table, time.column)?.type ?? "text", time)})::numeric)::text`;
}

const isNames = (column: JobColumn): column is readonly string[] => Array.isArray(column);

/** What tells one failure of a job from the next: it stays while the job is not run again. */
export function failureOf(jobs: ReadyJobs, dialect: Dialect): SQL {
  const { attempts, failedAt, changes } = jobs.mapping;
  const changed = changes === null ? timeOf(jobs, dialect, failedAt) : sql`${own(changes)}::text`;
  return sql`coalesce(${textOf(jobs, attempts)}, '') || '.' || coalesce(${changed}, '')`;
}

/** Nothing read would look as if the jobs were gone. Throws `ApplicationError` where the id's type is none by which rows are found. */
export function demandFindable(jobs: ReadyJobs, dialect: Dialect): void {
  const type = idType(jobs);
  if (!dialect.finds(type)) throw new ApplicationError("denied", `Redrive does not look for ids in columns of type ${type}.`);
}

/** The row is one of these jobs. A key that begins with the queue is sought within it. */
export function isAmong(jobs: ReadyJobs, dialect: Dialect, queue: string, ids: readonly string[]): SQL | null {
  const among = dialect.isOneOf(own(jobs.mapping.id), idType(jobs), ids);
  return among && sql`${among} and ${withinQueue(jobs, queue)}`;
}

/** Rows are found by queue and id only, so that each queue is read by itself. */
export const isByQueue = (jobs: ReadyJobs): boolean => !hasIdFirst(jobs) && typeof jobs.mapping.queue === "string";

/** Where rows are found by queue and id only: the row is of this queue. */
export function withinQueue(jobs: ReadyJobs, queue: string): SQL {
  const { mapping } = jobs;
  return isByQueue(jobs) && typeof mapping.queue === "string" ? sql`${own(mapping.queue)} = ${queue}` : sql`true`;
}
