import type { Sql, Transaction } from "../db/client.ts";
import { unreadMs } from "../failures/standing.ts";

/**
 * Columns of queues `q` with their sources `s`: `captured`, whether their messages are stored here; `paused`, whether capture rests by somebody's wish;
 * "blindSince", since when they are not read though they should be.
 */
export function queueStanding(sql: Sql | Transaction, now: Date) {
  const heardAt = sql`coalesce(greatest(q.alive_at, q.depth_at), q.state_since)`;
  return sql`q.state <> 'watching' and q.mode in ('take', 'mirror') as captured, q.state = 'paused' as paused,
    case when q.state = 'paused' then null
      when s.state <> 'connected' then s.since
      when q.state = 'failed' then q.state_since
      when ${heardAt} < ${new Date(now.getTime() - unreadMs)} then ${heardAt}
    end as "blindSince"`;
}
