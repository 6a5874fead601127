import { visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { fitMessages } from "../payloads/search.ts";
import { compileFilter } from "./compile-filter.ts";

const most = 1_000;
/** Messages whose bytes are read at once. */
const pageSize = 500;

/** How many matching messages came after the one with the id `since`, up to a thousand: what "12 new, show" counts. Where bytes are read, of the thousand that came first. */
export async function countNewer(ctx: Ctx, { filter, since }: { readonly filter: string; readonly since: number }): Promise<number> {
  const { sql } = ctx;
  const { groups, messages, reads } = compileFilter(sql, filter, { now: ctx.clock(), visible: await visibleQueues(ctx, "message.view") });
  const wanted = groups ? sql`and m.group_id in (select g.id from groups g join queues q on q.id = g.queue_id where ${groups})` : sql``;
  if (reads.length > 0) {
    const rows = await sql<{ id: number; version: number }[]>`
      select m.id, m.version from messages m where m.id > ${since} and ${messages} ${wanted} order by m.id limit ${most}`;
    let n = 0;
    for (let from = 0; from < rows.length; from += pageSize) {
      const fits = await fitMessages(ctx, reads, rows.slice(from, from + pageSize));
      n += [...fits.values()].filter((fit) => fit === "fits").length;
    }
    return n;
  }
  const [row] = await sql<[{ n: number }]>`
    select count(*) as n from (select 1 from messages m where m.id > ${since} and ${messages} ${wanted} limit ${most}) newer`;
  return row.n;
}
