import { sql } from "drizzle-orm";
import { columnOf, tableOf } from "../condition.ts";
import type { ShopDatabase } from "../port.ts";
import { queueOf } from "./columns.ts";
import type { ReadyJobs } from "./job-table.ts";

const mostQueues = 1_000;
/** Of a framework that lists its queues nowhere: those of so many of its rows. */
const mostRows = 50_000;

/** The queues of a framework; without a table of them, those of its newest jobs. Rejects with `ApplicationError`. */
export async function listQueues({ read }: ShopDatabase, jobs: ReadyJobs): Promise<readonly string[]> {
  const { mapping } = jobs;
  const names = mapping.queues
    ? sql`select q.${columnOf(mapping.queues.column)}::text as name from ${tableOf({ ...mapping, table: mapping.queues.table })} q`
    : sql`select distinct ${queueOf(jobs)} as name from (select * from ${tableOf(mapping)} order by ${columnOf(mapping.id)} desc limit ${mostRows}) j`;
  const rows = await read(sql`select name from (${names}) n where name is not null order by name limit ${mostQueues}`);
  return rows.map(({ name }) => String(name));
}
