import type { Ctx } from "../context.ts";
import { compileFilter } from "./compile-filter.ts";

export const facetNames = ["verdict", "category", "queue", "type", "downstream"] as const;
export type FacetName = (typeof facetNames)[number];

export interface FacetValue {
  readonly facet: FacetName;
  /** null: the messages that have none. */
  readonly value: string | null;
  readonly n: number;
}

/** The largest values of each facet. */
const most = 8;

/**
 * Counts by verdict, category, queue, event type and downstream, by one pass over the day rollup: never over messages. Conditions on single
 * messages (age, key, text ...) are beyond the rollup and do not narrow them.
 */
export async function facetMessages(ctx: Ctx, { filter }: { readonly filter: string }): Promise<readonly FacetValue[]> {
  const { sql } = ctx;
  const compiled = compileFilter(sql, filter, { now: ctx.clock() });
  return sql<FacetValue[]>`
    with sums as (
      select c.group_id, c.event_type, sum(c.n) as n from day_counts c
      where c.state = any(${[...compiled.states]}::message_state[]) and ${compiled.types}
      group by 1, 2
    ), facets as (
      select grouping(g.verdict, g.category, q.name, s.event_type, g.downstream) as which,
        g.verdict::text as verdict, g.category::text as category, q.name as queue, s.event_type as type, g.downstream, sum(s.n)::bigint as n
      from sums s join groups g on g.id = s.group_id join queues q on q.id = g.queue_id
      where ${compiled.groups ?? sql`true`}
      group by grouping sets ((g.verdict), (g.category), (q.name), (s.event_type), (g.downstream))
    ), named as (
      select case which when 15 then 'verdict' when 23 then 'category' when 27 then 'queue' when 29 then 'type' else 'downstream' end as facet,
        case which when 15 then verdict when 23 then category when 27 then queue when 29 then nullif(type, '') else downstream end as value, n
      from facets where n > 0
    ), ranked as (select *, row_number() over (partition by facet order by n desc, value) as rank from named)
    select facet, value, n from ranked where rank <= ${most} order by facet, rank`;
}
