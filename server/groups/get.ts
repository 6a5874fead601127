import { readSeen } from "../access/seen.ts";
import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { noSuch } from "../errors.ts";
import { standingOf, unreadMs } from "../failures/standing.ts";
import { answerGroup } from "./answer-group.ts";
import { minutesBefore } from "./list.ts";
import { groupColumns, groupSums } from "./row-columns.ts";
import { type GroupRow, lineOf } from "./row.ts";
import type { GroupPageFacts, GroupSample, GroupSpread } from "./output.ts";

/** More rows are not read to describe a group. */
const described = 1_000;
const samplesShown = 6;

type Row = GroupRow & { readonly tenKnown: number; readonly isRead: boolean } & Pick<
    GroupPageFacts,
    "evidence" | "errorType" | "errorText" | "frame"
  >;

/** Everything that the page of one group shows. Not found: no such group. */
export async function getGroup(ctx: Ctx, { id }: { readonly id: number }): Promise<GroupPageFacts> {
  const { sql } = ctx;
  const now = ctx.clock();
  const [visible, seen] = await Promise.all([visibleQueues(ctx, "group.view"), readSeen(ctx)]);
  const ofSeen = seenIn(sql, visible, sql`g.queue_id`);
  const seenCounts = visible === "everywhere" ? sql`` : sql`and group_id in (select g.id from groups g where g.id = ${id} ${ofSeen})`;
  const seenMessages = seenIn(sql, seen.messages, sql`queue_id`);
  const [[row], states, types, [spread], samples] = await Promise.all([
    sql<Row[]>`
      with p as (
        select ${groupColumns(ctx)}, g.evidence, g.error_type as "errorType", g.error_text as "errorText", g.frame, 0 as resting,
          coalesce(q.state = 'running' and q.alive_at > ${new Date(now.getTime() - unreadMs)}, false) as "isRead"
        from groups g join queues q on q.id = g.queue_id where g.id = ${id} ${ofSeen}
      )
      select p.*, totals.total, day.bars as spark, replay.run as replay,
        (select coalesce(sum(n), 0)::bigint from day_counts where state = 'dead' and group_id = p.id) as open,
        recent.hour, recent.undated as "hourUndated", recent.ten as "lastTen", recent.ten_known as "tenKnown", day.undated as "dayUndated"
      from p ${groupSums(ctx, now, seen.replays)}
      left join lateral (
        select coalesce(sum(n), 0)::bigint as hour, coalesce(sum(n - known), 0)::bigint as undated, coalesce(sum(n) filter (where minute > ${minutesBefore(now, 10)}), 0)::bigint as ten,
          coalesce(sum(known) filter (where minute > ${minutesBefore(now, 10)}), 0)::bigint as ten_known
        from minute_arrivals where group_id = p.id and minute > ${minutesBefore(now, 60)}
      ) recent on true`,
    sql<GroupPageFacts["states"]>`
      select state, sum(n)::bigint as n from day_counts
      where state = any(enum_range(null::message_state)) and group_id = ${id} ${seenCounts} group by 1 having sum(n) > 0 order by 1`,
    sql<GroupPageFacts["types"]>`
      select event_type as type, sum(n)::bigint as n from day_counts where state = 'dead' and group_id = ${id} ${seenCounts}
      group by 1 having sum(n) > 0 order by 2 desc, 1 limit 5`,
    sql<[GroupSpread]>`
      select count(*) as of, min(attempts) as "fewestAttempts", max(attempts) as "mostAttempts",
        count(*) filter (where attempts is null) as "unknownAttempts", count(distinct event_key) as keys,
        count(*) filter (where event_key is null) as "withoutKey", count(*) filter (where came_back_from is not null) as "cameBack",
        count(*) filter (where version > 1) as edited, count(*) filter (where suspected_duplicate_of is not null) as duplicates
      from (select * from messages where group_id = ${id} and state = 'dead' ${seenMessages} order by sort_at desc, id desc limit ${described}) newest`,
    sql<GroupSample[]>`
      select id, event_id as "eventId", event_key as "eventKey", event_type as "eventType", error_text as "errorText", attempts,
        replay_count as "replayCount", case when death_known then sort_at end as "diedAt", died_after as "diedAfter",
        captured_at as "capturedAt"
      from messages where group_id = ${id} and state = 'dead' ${seenMessages} order by sort_at desc, id desc limit ${samplesShown}`,
  ]);
  if (!row || !spread) throw noSuch(`group ${id}`);
  const { evidence, errorType, errorText, frame, tenKnown, isRead } = row;
  const standing = standingOf({ lastAt: row.lastSeenAt, lastKnown: row.lastDeathKnown, ten: tenKnown, isRead }, now);
  const group = lineOf(row, now);
  const [only] = types.length === 1 ? types : [];
  return {
    group,
    evidence,
    errorType,
    errorText,
    frame,
    states,
    types,
    spread,
    samples,
    answer: answerGroup({ group, eventType: only?.type || null, because: evidence[0] ?? null, spread, standing, now }),
    asOf: now,
  };
}
