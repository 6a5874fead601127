import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { presentBegins } from "../failures/standing.ts";
import type { GrowingGroup } from "./output.ts";

const most = 4;
/** Stretches of 5 minutes in the sparkline. */
const stretches = 12;

/** The groups that grow fastest in ten minutes and have grown just now; muted and closed ones are left out. */
export async function readGrowing(ctx: Ctx): Promise<readonly GrowingGroup[]> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "group.view");
  const now = ctx.clock();
  const from = new Date(Math.floor(now.getTime() / 60_000) * 60_000 - 59 * 60_000);
  const ten = new Date(from.getTime() + 50 * 60_000);
  return sql<GrowingGroup[]>`
    with grown as (
      select g.id, g.title, g.verdict, g.origin_words, g.queue_id, sum(m.n) as n from minute_arrivals m join groups g on g.id = m.group_id
      where m.minute >= ${ten} and not coalesce(g.triage = 'muted' and g.muted_until > ${now}, false) ${seenIn(sql, visible, sql`g.queue_id`)}
      group by g.id having max(m.minute) >= date_trunc('minute', ${presentBegins(now)}::timestamptz) order by n desc, g.id limit ${most}
    )
    select p.id, p.title, p.verdict, coalesce(p.origin_words, 'dead in ' || q.name) as where, p.n::float8 / 10 as "perMinute", array(
      select coalesce(s.n, 0)::bigint from generate_series(0, ${stretches - 1}) as bar left join (
        select floor(extract(epoch from minute - ${from}::timestamptz) / 300)::int as bar, sum(n) as n
        from minute_arrivals where group_id = p.id and minute >= ${from} group by 1
      ) s using (bar) order by bar
    ) as spark
    from grown p join queues q on q.id = p.queue_id order by p.n desc, p.id`;
}
