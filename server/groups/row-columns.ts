import type { Fragment } from "postgres";
import { byColumn } from "../access/by-column.ts";
import { seenWithin, type Visible } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { sparkBars, sparkStart } from "./row.ts";

/** Columns of a group that lists and its page share, on `groups g join queues q`. */
export function groupColumns({ sql }: Ctx): Fragment {
  return sql`
    g.id, g.title, g.verdict, g.category, g.downstream, g.origin, g.origin_words as "originWords", ${hasError(sql)} as "hasError", q.name as queue, q.source, g.first_seen_at as "firstSeenAt",
    g.last_seen_at as "lastSeenAt", g.first_death_known as "firstDeathKnown", g.last_death_known as "lastDeathKnown", g.triage, ${byColumn(sql, sql`g.triaged_by`)} as "triagedBy", g.triaged_at as "triagedAt", g.muted_until as "mutedUntil",
    g.assignee, g.note`;
}

/** Its messages carry an error; otherwise they say only that they died. */
export function hasError(sql: Ctx["sql"]): Fragment {
  return sql`coalesce(g.error_type, g.error_text) is not null`;
}

/** Sums that only the rows of one page need, for the group `p.id`: all that ever came, the day by half-hours, the replay that runs, where it is visible. */
export function groupSums({ sql }: Ctx, now: Date, replays: Visible): Fragment {
  const from = sparkStart(now);
  return sql`
    left join lateral (
      select sum(n)::bigint as total from day_counts where state = any(enum_range(null::message_state)) and group_id = p.id
    ) totals on true
    left join lateral (
      select array_agg(coalesce(s.n, 0)::bigint order by bar) as bars, coalesce(sum(s.undated), 0)::bigint as undated
      from generate_series(0, ${sparkBars - 1}) as bar left join (
        select hour + half * interval '30 minutes' as at, case half when 0 then early else late end as n,
          case half when 0 then early - early_known else late - late_known end as undated
        from hour_arrivals cross join generate_series(0, 1) as half where group_id = p.id and hour > ${from}::timestamptz - interval '1 hour'
      ) s on s.at = ${from}::timestamptz + bar * interval '30 minutes'
    ) day on true
    left join lateral (
      select jsonb_build_object('id', r.id, 'state', r.state, 'total', r.total, 'sent', i.sent, 'failed', i.failed, 'cameBack', i.came_back) as run
      from replays r cross join lateral (
        select coalesce(sum(n) filter (where state in ('confirmed', 'observing', 'presumed_ok', 'processed', 'came_back')), 0)::bigint as sent,
          coalesce(sum(n) filter (where state in ('returned', 'refused')), 0)::bigint as failed,
          coalesce(sum(n) filter (where state = 'came_back'), 0)::bigint as came_back
        from replay_counts where replay_id = r.id
      ) i
      where r.state in ('running', 'paused', 'observing') and r.filter ->> 'filter' = 'group:' || p.id ${seenWithin(sql, replays, sql`r.places`)}
      order by r.id desc limit 1
    ) replay on true`;
}
