import { sql } from "drizzle-orm";
import { columnOf, holding, tableOf } from "../condition.ts";
import type { ShopDatabase } from "../port.ts";
import { demandFindable, failureOf, isAmong } from "./columns.ts";
import type { ReadyJobs } from "./job-table.ts";
import type { Job } from "./read-jobs.ts";

/** What became of these jobs of a queue, without their payloads; what is left out has no row. Rejects with `ApplicationError`. */
export async function readStates(
  { dialect, read }: ShopDatabase,
  jobs: ReadyJobs,
  queue: string,
  ids: readonly string[],
): Promise<readonly Pick<Job, "id" | "failure" | "failed" | "done">[]> {
  const { mapping, table } = jobs;
  demandFindable(jobs, dialect);
  const among = isAmong(jobs, dialect, queue, ids);
  if (among === null) return [];
  const done = mapping.done === null || mapping.done === "removed" ? sql`false` : holding(dialect, table, mapping.done);
  const rows = await read(sql`
    select j.${columnOf(mapping.id)}::text as id, ${failureOf(jobs, dialect)} as failure, (${holding(dialect, table, mapping.failed)}) is true as failed,
      (${done}) is true as done from ${tableOf(mapping)} j where ${among}`);
  return rows.map((row) => ({
    id: String(row["id"]),
    failure: String(row["failure"]),
    failed: row["failed"] === true,
    done: row["done"] === true,
  }));
}
