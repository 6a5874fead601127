import type { Ctx } from "../context.ts";
import { compileFilter } from "./compile-filter.ts";

export interface HistogramBar {
  readonly hour: Date;
  readonly n: number;
}

/** Matching deaths by hour over the last 24 hours, from the hour rollup; hours without any are there with 0. */
export async function histogramMessages(ctx: Ctx, { filter }: { readonly filter: string }): Promise<readonly HistogramBar[]> {
  const { sql } = ctx;
  const now = ctx.clock();
  const compiled = compileFilter(sql, filter, { now });
  const wanted = compiled.groups
    ? sql`and c.group_id in (select g.id from groups g join queues q on q.id = g.queue_id where ${compiled.groups})`
    : sql``;
  return sql<HistogramBar[]>`
    select h.hour, coalesce(sum(c.n), 0)::bigint as n
    from generate_series(date_trunc('hour', ${now}::timestamptz, 'UTC') - interval '23 hours', date_trunc('hour', ${now}::timestamptz, 'UTC'), interval '1 hour') as h(hour)
    left join hour_counts c on c.hour = h.hour and c.state = any(${[...compiled.states]}::message_state[]) and ${compiled.types} ${wanted}
    group by 1 order by 1`;
}
