import { type SQL, sql } from "drizzle-orm";
import { columnOf, holding, tableOf } from "../condition.ts";
import { findColumn } from "../catalogue.ts";
import type { Retry, SetTo } from "../mapping.ts";
import type { Dialect, ShopDatabase } from "../port.ts";
import { failureOf, isAmong } from "./columns.ts";
import type { FailedRef } from "./find-failed.ts";
import type { ReadyJobs } from "./job-table.ts";
import { retryStatements } from "./retry-statements.ts";

/**
 * Runs a failed job again, by the one statement that its framework documents. It takes the row only while this very failure stands. Answers whether it did; rejects with
 * `ApplicationError`, whose `mayBeDone` says whether it may have.
 */
export async function retryJob(
  { dialect, write }: ShopDatabase,
  jobs: ReadyJobs,
  failure: FailedRef & { readonly queue: string },
): Promise<boolean> {
  const { retry } = jobs.mapping;
  if (retry === null) return false;
  const stands = standing(dialect, jobs, failure);
  const statement =
    "statement" in retry ? retryStatements[retry.statement]?.(jobs.mapping.schema, stands) : update(dialect, jobs, retry, stands);
  return statement !== undefined && (await write(statement)).length > 0;
}

/** The row `j` is of this job and failed as it was captured. */
function standing(dialect: Dialect, jobs: ReadyJobs, { id, failure, queue }: FailedRef & { readonly queue: string }): SQL {
  const { mapping, table } = jobs;
  const isIt = isAmong(jobs, dialect, queue, [id]) ?? sql`false`;
  return sql`${isIt} and ${holding(dialect, table, mapping.failed)} and ${failureOf(jobs, dialect)} = ${failure}`;
}

function update(dialect: Dialect, { mapping, table }: ReadyJobs, { set, only }: Retry, stands: SQL): SQL {
  const sets = Object.entries(set).map(
    ([column, value]) => sql`${columnOf(column)} = ${valueOf(value, column, findColumn(table, column)?.type ?? "text")}`,
  );
  return sql`update ${tableOf(mapping)} j set ${sql.join(sets, sql`, `)}
    where ${stands} and ${holding(dialect, table, only)} returning j.${columnOf(mapping.id)}::text as id`;
}

/** Columns without a zone hold UTC in every framework that a preset knows. */
function valueOf(value: SetTo, column: string, type: string): SQL {
  if (typeof value === "boolean") return value ? sql`true` : sql`false`;
  if (value === "null") return sql`null`;
  if (value === "now") return type === "timestamp without time zone" ? sql`now() at time zone 'utc'` : sql`now()`;
  if (typeof value === "object" && "withoutKey" in value) return sql`j.${columnOf(column)} - ${value.withoutKey}::text`;
  if (typeof value === "object") return sql`greatest(j.${columnOf(column)}, j.${columnOf(value.raisedAbove)} + 1)`;
  return sql`${value}`;
}
