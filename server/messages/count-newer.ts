import type { Ctx } from "../context.ts";
import { compileFilter } from "./compile-filter.ts";

const most = 1_000;

/** How many matching messages came after the one with the id `since`, up to a thousand: what "12 new, show" counts. */
export async function countNewer(ctx: Ctx, { filter, since }: { readonly filter: string; readonly since: number }): Promise<number> {
  const { sql } = ctx;
  const { groups, messages } = compileFilter(sql, filter, { now: ctx.clock() });
  const wanted = groups ? sql`and m.group_id in (select g.id from groups g join queues q on q.id = g.queue_id where ${groups})` : sql``;
  const [row] = await sql<[{ n: number }]>`
    select count(*) as n from (select 1 from messages m where m.id > ${since} and ${messages} ${wanted} limit ${most}) newer`;
  return row.n;
}
