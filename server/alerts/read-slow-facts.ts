import type { Transaction } from "../db/client.ts";
import type { DepthSamples } from "./facts.ts";
import { readWatchedBefore, type WatchedBefore } from "./read-watched.ts";

/** Facts that change by the minute, and cost more to read. */
export interface SlowFacts {
  readonly at: Date;
  /** The oldest dead message, by group. */
  readonly oldest: ReadonlyMap<number, Date>;
  /** Arrivals a minute over the day before the last hour, by group. */
  readonly usual: ReadonlyMap<number, number>;
  readonly depths: DepthSamples;
  readonly watched: WatchedBefore | null;
}

export const slowMs = 60_000;

export async function readSlowFacts(tx: Transaction, now: Date): Promise<SlowFacts> {
  const hour = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000);
  const [oldest, usual, depths, watched] = await Promise.all([
    tx<{ groupId: number; at: Date }[]>`
      with dead as (
        select group_id, min(day) filter (where n > 0) as day from day_counts where state = 'dead' group by 1 having sum(n) > 0
      )
      select d.group_id as "groupId", o.sort_at as at from dead d cross join lateral (
        select sort_at from messages m where m.group_id = d.group_id and m.state = 'dead' and m.sort_at >= d.day and m.sort_at < d.day + interval '1 day'
        order by sort_at limit 1
      ) o`,
    tx<{ groupId: number; perMinute: number }[]>`
      select group_id as "groupId", sum(early + late)::float8 / 1440 as "perMinute" from hour_arrivals
      where hour >= ${hour}::timestamptz - interval '24 hours' and hour < ${hour} group by 1`,
    tx<{ queueId: number; at: Date; n: number }[]>`
      select queue_id as "queueId", at, dead + coalesce(ready, 0) as n from (
        select queue_id, at, dead, ready from alert_depths where at > ${now}::timestamptz - interval '1 hour'
        union all
        select b.* from queues q cross join lateral (
          select queue_id, at, dead, ready from alert_depths d where d.queue_id = q.id and d.at <= ${now}::timestamptz - interval '1 hour' order by at desc limit 1
        ) b where q.watched
      ) s order by queue_id, at desc`,
    readWatchedBefore(tx, now),
  ]);
  return {
    at: now,
    oldest: new Map(oldest.map(({ groupId, at }) => [groupId, at])),
    usual: new Map(usual.map(({ groupId, perMinute }) => [groupId, perMinute])),
    depths: Map.groupBy(depths, ({ queueId }) => queueId),
    watched,
  };
}
