import type { ShopDatabase } from "../port.ts";
import { findFailed } from "./find-failed.ts";
import type { ReadyJobs } from "./job-table.ts";

const mostSlices = 20;

/** How many jobs of a queue are failed; null: the table is too large to be counted between two samples. Rejects with `ApplicationError`. */
export async function countFailed(database: ShopDatabase, jobs: ReadyJobs, queue: string): Promise<number | null> {
  let count = 0;
  let after: string | null = null;
  for (let slice = 0; slice < mostSlices; slice++) {
    const found = await findFailed(database, jobs, { queue, after });
    count += found.failed.length;
    after = found.after;
    if (after === null) return count;
  }
  return null;
}
