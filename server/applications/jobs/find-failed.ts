import { type SQL, sql } from "drizzle-orm";
import { columnOf, holding, tableOf } from "../condition.ts";
import type { ShopDatabase } from "../port.ts";
import { failureOf, queueOf, withinQueue } from "./columns.ts";
import { idType, type ReadyJobs } from "./job-table.ts";

/** A failed job, by what tells this failure from its next one. */
export interface FailedRef {
  readonly id: string;
  readonly failure: string;
}

export interface FailedSlice {
  readonly failed: readonly FailedRef[];
  /** Where the next slice begins; null: this was the last. */
  readonly after: string | null;
}

/** Rows of one read: few enough to be read in some milliseconds, whatever the table's indexes are. */
const sliceRows = 2_000;

/**
 * The failed jobs of one queue among the next rows by primary key. Walking by the key needs no index on state or time, reads a bounded number of rows, and finds what
 * a slow transaction commits late. Rejects with `ApplicationError`.
 */
export async function findFailed(
  { dialect, read }: ShopDatabase,
  jobs: ReadyJobs,
  { queue, after }: { readonly queue: string; readonly after: string | null },
): Promise<FailedSlice> {
  const { mapping, table } = jobs;
  const id = sql`j.${columnOf(mapping.id)}`;
  const inQueue = sql`${queueOf(jobs)} = ${queue}`;
  const from = after === null ? sql`true` : sql`${id} > ${after}::text::${sql.raw(idType(jobs))}`;
  const slice: SQL = sql`select j.*${mapping.changes === "xmin" ? sql`, xmin` : sql``} from ${tableOf(mapping)} j where ${from} and ${withinQueue(jobs, queue)} order by ${id} limit ${sliceRows}`;
  const [row] = await read(sql`
    with j as materialized (${slice})
    select (select count(*) from j)::text as rows, (select ${id}::text from j order by ${id} desc limit 1) as last,
      (select json_agg(json_build_array(${id}::text, ${failureOf(jobs, dialect)}))
        from j where ${holding(dialect, table, mapping.failed)} and ${inQueue})::text as failed`);
  const failed = row?.["failed"];
  const pairs = typeof failed === "string" ? (JSON.parse(failed) as [string, string][]) : [];
  return {
    failed: pairs.map(([one, failure]) => ({ id: one, failure })),
    after: Number(row?.["rows"]) < sliceRows ? null : String(row?.["last"]),
  };
}
