import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import type { CauseGroup } from "./cause.ts";
import { minutesBefore } from "./list.ts";
import { hasError } from "./row-columns.ts";

/** Groups beyond these change no sentence. */
const most = 100;

export interface CauseFacts {
  readonly groups: readonly CauseGroup[];
  /** Dead at this moment, by verdict, over all groups. */
  readonly dead: { readonly poison: number; readonly transient: number; readonly unknown: number };
  /** Deaths in the last hour, over all groups. */
  readonly hour: number;
  /** Groups with something dead in them that nobody closed. */
  readonly open: number;
}

/** One row without a group where none is to be named. */
type Named = { readonly [K in keyof CauseGroup]: CauseGroup[K] | null };

/** What the sentences over groups and overview rest on, of visible groups; muted and closed groups count, and are not named. */
export async function readCauses(ctx: Ctx): Promise<CauseFacts> {
  const { sql } = ctx;
  const now = ctx.clock();
  const visible = await visibleQueues(ctx, "group.view");
  const rows = await sql<(Named & { poison: number; transient: number; unclear: number; allHour: number; openGroups: number })[]>`
    with open as (
      select group_id, sum(n)::bigint as n, min(event_type) filter (where n > 0) as low, max(event_type) filter (where n > 0) as high
      from day_counts where state = 'dead' group by 1
    ),
    recent as (select group_id, sum(n)::bigint as hour from minute_arrivals where minute > ${minutesBefore(now, 60)} group by 1),
    known as (
      select g.id, g.title, g.verdict, g.category, g.downstream, g.queue_id, g.last_seen_at, g.last_death_known, ${hasError(sql)} as has_error, coalesce(o.n, 0) as open, coalesce(r.hour, 0) as hour,
        case when o.low = o.high then nullif(o.low, '') end as type,
        coalesce((g.triage = 'muted' and g.muted_until > ${now}) or (g.triage = 'closed' and g.last_seen_at <= g.triaged_at), false) as quiet
      from groups g left join open o on o.group_id = g.id left join recent r on r.group_id = g.id
      where (o.n > 0 or r.hour > 0) ${seenIn(sql, visible, sql`g.queue_id`)}
    ), sums as (
      select coalesce(sum(open) filter (where verdict = 'poison'), 0)::bigint as poison,
        coalesce(sum(open) filter (where verdict = 'transient'), 0)::bigint as transient,
        coalesce(sum(open) filter (where verdict = 'unknown'), 0)::bigint as unclear,
        coalesce(sum(hour), 0)::bigint as "allHour", count(*) filter (where open > 0) as "openGroups"
      from known
    ), named as (select * from known where not quiet order by hour desc, open desc, id limit ${most})
    select s.*, n.id, n.title, n.verdict, n.category, n.downstream, n.has_error as "hasError", q.name as queue, n.open, n.hour, n.type as "eventType", n.last_seen_at as "lastAt", n.last_death_known as "lastKnown"
    from sums s left join named n on true left join queues q on q.id = n.queue_id
    order by n.hour desc, n.open desc, n.id`;
  const [first] = rows;
  return {
    groups: rows.filter((row): row is typeof row & CauseGroup => row.id !== null),
    dead: { poison: first?.poison ?? 0, transient: first?.transient ?? 0, unknown: first?.unclear ?? 0 },
    hour: first?.allHour ?? 0,
    open: first?.openGroups ?? 0,
  };
}
