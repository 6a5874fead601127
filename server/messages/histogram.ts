import type { Ctx } from "../context.ts";
import type { HistogramBar } from "./output.ts";
import { seekMessages } from "./seek.ts";
import { countCap } from "./words.ts";

/**
 * Matches by hour over the last 24 hours, by death, or by capture where the death is not known; hours without any are there with 0. From the hour
 * rollup, or, where the filter says something of single messages, from those. Where their bytes are read, hours before the end of the stretch are not whole.
 */
export async function histogramMessages(ctx: Ctx, { filter }: { readonly filter: string }): Promise<readonly HistogramBar[]> {
  const { sql } = ctx;
  const now = ctx.clock();
  const { compiled, ids, floor } = await seekMessages(ctx, filter, { now, enough: countCap + 1 });
  const last = sql`date_trunc('hour', ${now}::timestamptz, 'UTC')`;
  const groups = compiled.groups ? sql`select g.id from groups g join queues q on q.id = g.queue_id where ${compiled.groups}` : null;
  const counted = compiled.countable
    ? sql`select c.hour, c.n, c.known from hour_counts c
        where c.hour >= ${last} - interval '23 hours' and c.state = any(${[...compiled.states]}::message_state[]) and ${compiled.types} ${groups ? sql`and c.group_id in (${groups})` : sql``}`
    : sql`select date_trunc('hour', m.sort_at, 'UTC') as hour, 1 as n, m.death_known::int as known from messages m
        where ${compiled.messages} and m.sort_at >= ${last} - interval '23 hours' ${groups ? sql`and m.group_id in (${groups})` : sql``}`;
  return sql<HistogramBar[]>`
    select h.hour, coalesce(sum(c.n), 0)::bigint as n, coalesce(sum(c.n - c.known), 0)::bigint as undated,
      ${ids && floor ? sql`h.hour >= ${floor.sortAt}` : sql`true`} as whole
    from generate_series(${last} - interval '23 hours', ${last}, interval '1 hour') as h(hour)
    left join (${counted}) c on c.hour = h.hour
    group by 1 order by 1`;
}
