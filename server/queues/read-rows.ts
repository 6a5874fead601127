import { byColumn } from "../access/by-column.ts";
import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { lineOf, type QueueRow, sparkHours } from "./row.ts";
import { toldSeconds } from "./read-by-others.ts";
import { shownDays } from "./unread.ts";
import type { QueueLine } from "./output.ts";

/**
 * Every visible watched queue with what is in it, by one statement over the rollups. The oldest message is looked up by index, inside the first
 * day that has one.
 */
export async function readQueueRows(ctx: Ctx): Promise<readonly QueueLine[]> {
  const { sql } = ctx;
  const now = ctx.clock();
  const visible = await visibleQueues(ctx, "queue.view");
  const hour = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000 - (sparkHours - 1) * 3_600_000);
  const rows = await sql<QueueRow[]>`
    with dead as (
      select group_id, sum(n) as n, sum(known) as known, min(day) filter (where n > 0) as day from day_counts where state = 'dead' group by 1 having sum(n) > 0
    ), inside as (
      select g.queue_id, sum(d.n)::bigint as dead, coalesce(sum(d.n) filter (where g.verdict = 'poison'), 0)::bigint as poison,
        coalesce(sum(d.n) filter (where g.verdict = 'transient'), 0)::bigint as transient,
        coalesce(sum(d.n) filter (where g.verdict = 'unknown'), 0)::bigint as unclear, min(oldest.sort_at) as oldest, sum(d.n - d.known) > 0 as undated
      from dead d join groups g on g.id = d.group_id left join lateral (
        select sort_at from messages m
        where m.group_id = d.group_id and m.state = 'dead' and m.sort_at >= d.day and m.sort_at < d.day + interval '1 day'
        order by sort_at limit 1
      ) oldest on true
      group by 1
    ), seen as (select queue_id, max(last_seen_at) as at from groups group by 1),
    recent as (
      select g.queue_id, sum(m.n)::bigint as ten from minute_arrivals m join groups g on g.id = m.group_id
      where m.minute > ${new Date(now.getTime() - 600_000)} group by 1
    ), hours as materialized (
      select g.queue_id, c.hour, sum(c.early + c.late)::bigint as n from hour_arrivals c join groups g on g.id = c.group_id
      where c.hour >= ${hour} group by 1, 2
    )
    select q.id, q.source, q.name, q.type, q.mode, q.state, q.state_reason as "stateReason", q.state_mend as "stateMend",
      q.state_since as "stateSince", ${byColumn(sql, sql`q.paused_by`)} as "pausedBy", q.pause_reason as "pauseReason", q.origins, q.warnings, q.ready,
      q.depth_at as "depthAt", q.alive_at as "aliveAt", q.last_captured_at as "lastCapturedAt", q.expires_at as "expiresAt",
      coalesce(i.dead, 0) as dead, coalesce(i.poison, 0) as poison, coalesce(i.transient, 0) as transient, coalesce(i.unclear, 0) as unclear,
      case when q.ready > 0 then q.oldest_at end as "waitingSince", least(i.oldest, case when q.ready > 0 then q.oldest_at end) as "oldestAt", coalesce(i.undated, false) as "oldestIsBound", coalesce(r.ten, 0) as "lastTen", s.at as "lastSeenAt",
      (select json_build_object('expired', coalesce(sum(lost), 0), 'recreated', count(*) - count(to_at), 'at', max(noticed_at))
        from queue_gaps g where g.queue_id = q.id and g.noticed_at > now() - make_interval(days => ${shownDays})) as unread,
      (select json_build_object('missing', coalesce(sum(missing), 0), 'again', coalesce(sum(again) filter (where noticed_at > now() - make_interval(days => ${shownDays})), 0), 'at', max(noticed_at))
        from log_positions p where p.queue_id = q.id) as held,
      case when q.others_at > now() - make_interval(secs => ${toldSeconds}) then json_build_object('n', q.others, 'at', q.others_at) end as others,
      array(
        select coalesce(h.n, 0) from generate_series(${hour}::timestamptz, ${now}::timestamptz, interval '1 hour') as at
        left join hours h on h.queue_id = q.id and h.hour = at order by at
      ) as spark
    from queues q left join inside i on i.queue_id = q.id left join seen s on s.queue_id = q.id left join recent r on r.queue_id = q.id
    where q.watched ${seenIn(sql, visible, sql`q.id`)} order by q.source, coalesce(i.dead, 0) + coalesce(q.ready, 0) desc, q.name`;
  return rows.map(lineOf);
}
