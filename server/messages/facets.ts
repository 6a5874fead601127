import type { Fragment } from "postgres";
import { visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { type CompiledFacets, compileFacets, soughtAtOnce } from "./compile-filter.ts";
import { downTo } from "./find-floor.ts";
import { amongIds, seekMessages } from "./seek.ts";
import { countCap } from "./words.ts";
import type { FacetValue } from "./output.ts";

/** The largest values of each facet. */
const most = 8;

/**
 * Counts by verdict, category, queue, event type and downstream, by one pass over the day rollup: never over messages. Each facet is
 * narrowed by the others and not by itself, so that what else could be chosen keeps its count. Conditions on single messages (age, key,
 * text ...) are beyond the rollup: then the messages themselves are counted, no further back than a search goes at once. Of more than `mostCounted`
 * a sample from all of the table is counted and scaled up, since the first that are found may all be of one queue. Where bytes are read, all facets
 * count what the whole filter found: to read what else could be chosen would be a search of its own.
 */
export async function facetMessages(
  ctx: Ctx,
  { filter, mostCounted = soughtAtOnce }: { readonly filter: string; readonly mostCounted?: number },
): Promise<readonly FacetValue[]> {
  const { sql } = ctx;
  const now = ctx.clock();
  const { floor, ids } = await seekMessages(ctx, filter, { now, enough: countCap + 1 });
  const compiled = compileFacets(sql, filter, { now, visible: await visibleQueues(ctx, "message.view") });
  const { states, single } = compiled;
  if (!single) {
    const ofRollup = sql`day_counts where state = any(${[...states]}::message_state[])`;
    return countFacets(ctx, compiled, { of: "all", counted: ofRollup, scale: 1 });
  }
  const messages = (from: Fragment, end: Fragment) =>
    sql`(select m.group_id, coalesce(m.event_type, '') as event_type, 1 as n from ${from} where ${single} ${end}) m`;
  const found = messages(sql`messages m`, sql`${amongIds(ctx, ids)} ${downTo(ctx, floor)}`);
  if (floor) return countFacets(ctx, compiled, { of: "stretch", counted: found, scale: 1 });
  const [{ n, all }] = await sql<[{ n: number; all: number }]>`
    select (select count(*) from (select 1 from messages m where ${single} ${amongIds(ctx, ids)} limit ${mostCounted + 1}) found) as n,
      (select coalesce(sum(c.n), 0)::bigint from day_counts c) as all`;
  if (n <= mostCounted) return countFacets(ctx, compiled, { of: "all", counted: found, scale: 1 });
  const part = Math.min(1, mostCounted / all);
  // The same pages each time, so that counts stand still where nothing changes.
  const some = sql`messages m tablesample system (${part * 100}::real) repeatable (1)`;
  return countFacets(ctx, compiled, { of: "sample", counted: messages(some, sql``), scale: 1 / part });
}

interface Source {
  readonly of: FacetValue["of"];
  /** Rows with group_id, event_type and n. */
  readonly counted: Fragment;
  readonly scale: number;
}

function countFacets({ sql }: Ctx, { facets, rest }: CompiledFacets, { of, counted, scale }: Source): Promise<readonly FacetValue[]> {
  return sql<FacetValue[]>`
    with sums as (
      select group_id, event_type, sum(n) as n from ${counted} group by 1, 2
    ), judged as (
      select g.verdict, g.category, q.name as queue, c.event_type, g.downstream, c.n, ${facets.verdict} as in_verdict,
        ${facets.category} as in_category, ${facets.queue} as in_queue, ${facets.type} as in_type, ${facets.downstream} as in_downstream
      from sums c join groups g on g.id = c.group_id join queues q on q.id = g.queue_id
      where ${rest} and c.n > 0
    ), facets as (
      select grouping(verdict, category, queue, event_type, downstream) as which,
        verdict::text, category::text, queue, event_type as type, downstream,
        sum(n) filter (where in_category and in_queue and in_type and in_downstream) as by_verdict,
        sum(n) filter (where in_verdict and in_queue and in_type and in_downstream) as by_category,
        sum(n) filter (where in_verdict and in_category and in_type and in_downstream) as by_queue,
        sum(n) filter (where in_verdict and in_category and in_queue and in_downstream) as by_type,
        sum(n) filter (where in_verdict and in_category and in_queue and in_type) as by_downstream
      from judged
      group by grouping sets ((verdict), (category), (queue), (event_type), (downstream))
    ), named as (
      select case which when 15 then 'verdict' when 23 then 'category' when 27 then 'queue' when 29 then 'type' else 'downstream' end as facet,
        case which when 15 then verdict when 23 then category when 27 then queue when 29 then nullif(type, '') else downstream end as value,
        case which when 15 then by_verdict when 23 then by_category when 27 then by_queue when 29 then by_type else by_downstream end::bigint as n
      from facets
    ), ranked as (select *, row_number() over (partition by facet order by n desc, value) as rank from named where n > 0)
    select facet, value, round(n * ${scale}::float8)::bigint as n, ${of}::text as of from ranked where rank <= ${most} order by facet, rank`;
}
