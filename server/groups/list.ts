import { likeHolding } from "../text/like.ts";
import { readSeen } from "../access/seen.ts";
import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import type { ListGroups } from "./input.ts";
import type { GroupView } from "./words.ts";
import { groupColumns, groupSums } from "./row-columns.ts";
import { type GroupRow, lineOf } from "./row.ts";
import type { GroupPage } from "./output.ts";

/**
 * One page by one statement, most urgent first: what waits for somebody before what is acknowledged, muted or closed, then by what came in the
 * last hour, then by what is dead. Sums over rollups only; the half-hours are read for the rows of the page alone.
 */
export async function listGroups(ctx: Ctx, { view, text, cursor, limit }: ListGroups): Promise<GroupPage> {
  const { sql } = ctx;
  const now = ctx.clock();
  const [visible, { replays }] = await Promise.all([visibleQueues(ctx, "group.view"), readSeen(ctx)]);
  const like = likeHolding(text);
  const matches = text
    ? sql`and concat_ws(' ', g.title, g.error_type, g.error_text, q.name, g.downstream, g.origin_words) ilike ${like}`
    : sql``;
  const seek = cursor
    ? sql`and (resting, -hour, -open, id) > (${cursor.resting}, ${-cursor.hour}::bigint, ${-cursor.open}::bigint, ${cursor.id}::bigint)`
    : sql``;
  const rows = await sql<GroupRow[]>`
    with open as (select group_id, sum(n)::bigint as n from day_counts where state = 'dead' group by 1),
    recent as (
      select group_id, sum(n)::bigint as hour, sum(n - known)::bigint as undated, coalesce(sum(n) filter (where minute > ${minutesBefore(now, 10)}), 0)::bigint as ten
      from minute_arrivals where minute > ${minutesBefore(now, 60)} group by 1
    ), ranked as (
      select ${groupColumns(ctx)}, coalesce(o.n, 0) as open, coalesce(r.hour, 0) as hour, coalesce(r.undated, 0) as "hourUndated", coalesce(r.ten, 0) as "lastTen",
        case when g.triage = 'closed' and g.last_seen_at <= g.triaged_at then 3
          when g.triage = 'muted' and g.muted_until > ${now} then 2
          when g.triage = 'acknowledged' then 1 else 0 end as resting
      from groups g join queues q on q.id = g.queue_id left join open o on o.group_id = g.id left join recent r on r.group_id = g.id
      where true ${matches} ${seenIn(sql, visible, sql`g.queue_id`)}
    ), p as (
      select * from ranked where ${viewCondition(ctx, view)} ${seek}
      order by resting, hour desc, open desc, id limit ${limit + 1}
    )
    select p.*, totals.total, day.bars as spark, day.undated as "dayUndated", replay.run as replay from p ${groupSums(ctx, now, replays)}
    order by p.resting, p.hour desc, p.open desc, p.id`;
  const last = rows[limit - 1];
  return {
    groups: rows.slice(0, limit).map((row) => lineOf(row, now)),
    next: rows.length > limit && last ? { resting: last.resting, hour: last.hour, open: last.open, id: last.id } : null,
    asOf: now,
  };
}

function viewCondition({ sql, principal }: Ctx, view: GroupView) {
  switch (view) {
    case "open":
      return sql`open > 0 and resting < 3`;
    case "mine":
      return sql`assignee = ${principal.name} and resting < 3`;
    case "closed":
      return sql`resting = 3`;
    case "all":
      return sql`true`;
  }
}

/** The last `minutes` minutes end with the one that runs. */
export function minutesBefore(now: Date, minutes: number): Date {
  return new Date(now.getTime() - minutes * 60_000);
}
