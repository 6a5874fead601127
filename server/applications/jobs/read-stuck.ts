import { sql } from "drizzle-orm";
import { findColumn } from "../catalogue.ts";
import { columnOf, columnsIn, holding, tableOf } from "../condition.ts";
import { readMoment } from "../moment.ts";
import type { ShopDatabase } from "../port.ts";
import { queueOf } from "./columns.ts";
import type { ReadyJobs } from "./job-table.ts";

/** Jobs of a queue that have been in hand for longer than their framework lets them. */
export interface Stuck {
  readonly n: number;
  /** There are more. */
  readonly atLeast: boolean;
  /** Since when the first of them is in hand, in milliseconds since 1970. */
  readonly since: number | null;
}

const mostRows = 1_000;

/**
 * Jobs that nobody works on any more, by their age, of each queue that has some. null: the table does not tell, or no index leads to them. Rejects with
 * `ApplicationError`.
 */
export async function readStuck({ dialect, read }: ShopDatabase, jobs: ReadyJobs): Promise<ReadonlyMap<string, Stuck> | null> {
  const { mapping, table } = jobs;
  const { stuck } = mapping;
  const since = stuck && findColumn(table, stuck.since.column);
  if (!stuck || !since || dialect.plan === undefined || columnsIn(stuck.when).some((name) => !findColumn(table, name))) return null;
  const at = sql`(${dialect.epochMs(sql`j.${columnOf(since.name)}`, since.type, stuck.since)})::numeric`;
  const late = sql`${at} < extract(epoch from now()) * 1000 - ${sql.raw(String(stuck.afterSeconds * 1_000))}`;
  const rows = sql`select ${queueOf(jobs)} as queue, ${at} as at from ${tableOf(mapping)} j where ${holding(dialect, table, stuck.when)} and ${late} limit ${mostRows}`;
  if (!dialect.plan.readsFew(await read(dialect.plan.explain(rows)))) return null;
  const found = await read(sql`
    select queue, count(*)::text as n, trunc(min(at))::text as since, sum(count(*)) over ()::text as total from (${rows}) s group by queue`);
  return new Map(
    found.map((row) => [
      String(row["queue"]),
      { n: Number(row["n"]), atLeast: Number(row["total"]) >= mostRows, since: readMoment(row["since"]) },
    ]),
  );
}
