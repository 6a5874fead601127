import { type SQL, sql } from "drizzle-orm";
import { columnOf, holding, tableOf } from "../condition.ts";
import type { ShopDatabase } from "../port.ts";
import { noQueue, queueOf } from "./columns.ts";
import { isServed, mostAtOnce, seenQueues } from "./find-failed.ts";
import type { ReadyJobs } from "./job-table.ts";

const mostQueues = 1_000;
/** Of a framework that lists its queues nowhere: those of so many of its rows. */
const mostRows = 50_000;

/**
 * The queues of a framework. Without a table of them: all where an index begins with the queue, otherwise those of its newest jobs and of failed jobs, so that a
 * quiet one may be missing. Rejects with `ApplicationError`.
 */
export async function listQueues(database: ShopDatabase, jobs: ReadyJobs): Promise<readonly string[]> {
  const { mapping, table } = jobs;
  if (mapping.queues) {
    const { column, table: list } = mapping.queues;
    return namesOf(database, sql`select q.${columnOf(column)}::text as name from ${tableOf({ ...mapping, table: list })} q`);
  }
  const { queue } = mapping;
  if (typeof queue === "string" && table.indexed.includes(queue)) return namesOf(database, indexed(jobs, queue));
  const name = sql`${queueOf(jobs)} as name`;
  const newest = sql`select ${name} from ${tableOf(mapping)} j order by j.${columnOf(mapping.id)} desc limit ${mostRows}`;
  const failed = sql`select ${name} from ${tableOf(mapping)} j where ${holding(database.dialect, table, mapping.failed)} limit ${mostAtOnce}`;
  const rows = (await isServed(database, jobs, "")) ? sql`(${newest}) union (${failed})` : newest;
  return [...new Set([...(await namesOf(database, rows)), ...seenQueues(database)])];
}

async function namesOf({ read }: ShopDatabase, names: SQL): Promise<readonly string[]> {
  const rows = await read(sql`select distinct name from (${names}) n where name is not null order by name limit ${mostQueues}`);
  return rows.map(({ name }) => String(name));
}

/** One step in the index for each queue, however many rows it has. */
function indexed({ mapping }: ReadyJobs, column: string): SQL {
  const [queue, table] = [sql`j.${columnOf(column)}`, sql`${tableOf(mapping)} j`];
  return sql`with recursive steps as (
      (select ${queue} as at from ${table} where ${queue} is not null order by 1 limit 1)
      union all
      select (select ${queue} from ${table} where ${queue} > steps.at order by 1 limit 1) from steps where steps.at is not null
    ), named as (select at::text as name from steps limit ${mostQueues})
    select name from named union all select ${noQueue} where exists (select from ${table} where ${queue} is null)`;
}
