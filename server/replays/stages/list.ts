import type { Sql } from "../../db/client.ts";
import type { stageKind, stageState } from "../../db/schema/stages.ts";
import type { Reason } from "../../messages/reason.ts";
import { reasonColumn } from "../reason-column.ts";

/** A stage of a replay as a page shows it. */
export interface StageLine {
  readonly kind: (typeof stageKind.enumValues)[number];
  readonly state: (typeof stageState.enumValues)[number];
  /** Of a canary: messages that were asked for; null otherwise. */
  readonly size: number | null;
  /** Of a ramp that has begun: messages a second now, or at its end; null otherwise. */
  readonly rate: number | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Items that the broker took in it, and how many of them came back. */
  readonly taken: number;
  readonly cameBack: number;
  /** Of a canary: items that did not come back within the window, and those that are still watched; null otherwise. */
  readonly proven: number | null;
  readonly watched: number | null;
  /** Of a canary: downstreams that were not stable since it was sent, so that its comebacks tell of those; empty otherwise. */
  readonly tried: readonly string[];
  /** Of a canary: messages that it replaced, which had been tried at such a downstream; 0 otherwise. */
  readonly replaced: number;
  /** Of a canary that is watched: when its window ends; null otherwise. */
  readonly until: Date | null;
  /** Why it was stopped; null: it was not. */
  readonly reason: Reason | null;
}

/**
 * The stages of a replay, in their order. A canary counts its own items, the others what the broker took between their beginning and their end: together they are
 * what it took in all. A comeback belongs to the stage in which its item was given to the broker.
 */
export function listStages(sql: Sql, replayId: number, observeSeconds: number): Promise<readonly StageLine[]> {
  return sql<StageLine[]>`
    with total as (
      select coalesce(sum(n), 0)::bigint as taken from replay_counts where replay_id = ${replayId} and state in ('observing', 'confirmed', 'presumed_ok', 'processed', 'came_back')
    ), back as (
      select i.id, i.intent_at from replay_items i where i.replay_id = ${replayId} and i.state = 'came_back'
        and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled')
    ), stage as (
      select s.*, lead(s.taken_before) over (order by s.nth) as taken_after, lead(s.started_at) over (order by s.nth) as next_at
      from replay_stages s where s.replay_id = ${replayId}
    )
    select s.kind, s.state, s.size, s.rate, s.started_at as "startedAt", s.ended_at as "endedAt",
      case when s.started_at is null then 0 else coalesce(s.taken_after, t.taken) - coalesce(s.taken_before, 0) end as taken,
      (select count(*) from back b where s.started_at is not null and coalesce(b.intent_at, s.started_at) >= s.started_at
        and (s.next_at is null or b.intent_at < s.next_at)) as "cameBack",
      coalesce(s.tried, '{}') as tried, case when s.first_item is not null then s.taken_before else 0 end as replaced, c.proven, c.watched, case when c.watched > 0 or (s.state = 'observing' and s.watched_from + make_interval(secs => ${observeSeconds}) > clock_timestamp()) then greatest(c.last_at, s.watched_from) + make_interval(secs => ${observeSeconds}) end as until,
      ${reasonColumn(sql, sql`s.reason_code`, sql`s.reason_data`)} as reason
    from stage s cross join total t left join lateral (
      select count(*) filter (where i.state in ('presumed_ok', 'processed')) as proven, count(*) filter (where i.state = 'observing') as watched, max(i.outcome_at) as last_at
      from replay_items i join replays r on r.id = i.replay_id
      where s.kind = 'canary' and i.replay_id = ${replayId} and i.id between coalesce(s.first_item, r.first_item) and s.last_item
    ) c on s.kind = 'canary'
    order by s.nth`;
}
