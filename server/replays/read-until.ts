import type { Fragment } from "postgres";
import type { Sql, Transaction } from "../db/client.ts";

/** The depth of a captured queue is sampled every ten seconds, and its broker is heard of every twenty at least. An older sample tells nothing of what arrived since. */
const sampledSeconds = 30;

/**
 * `sql` of `queues q`: every message that died there before this moment has been captured, as far as the broker tells. null: the queue is not captured now. Capture that
 * runs but is behind reaches only as far as the oldest message that it has still to read.
 */
export function readUntil(sql: Sql | Transaction): Fragment {
  return sql`(case when q.watched and q.paused_by is null and q.state = 'running' and q.alive_at is not null then least(q.alive_at, case
    when q.ready is null then null when q.ready = 0 then q.depth_at + make_interval(secs => ${sampledSeconds}) else coalesce(q.oldest_at, '-infinity') end) end)`;
}

/** `sql` of `queues q`: it is captured, or will be in a moment, so that it will be read up to any moment. Otherwise somebody has to act first. */
export function isBeingRead(sql: Sql | Transaction): Fragment {
  return sql`(q.watched and q.paused_by is null and q.state in ('running', 'starting'))`;
}

/** `sql` of `queues q`: it was not read up to this moment (`end`), and that is not only because Redrive has not heard of it yet in the seconds since. */
export function isUnread(sql: Sql | Transaction, end: Fragment): Fragment {
  return sql`(${end} < clock_timestamp() - make_interval(secs => ${sampledSeconds}) and coalesce(${readUntil(sql)} <= ${end}, true))`;
}

/**
 * `sql` of `replays r`: the dead-letter queue whose silence proves nothing, by its name, of the item that has been watched for the longest; null: that queue is read.
 */
export function unreadColumn(sql: Sql | Transaction): Fragment {
  const window = sql`make_interval(secs => (r.policy ->> 'observeSeconds')::int)`;
  return sql`(
    select q.name from (
      select i.message_id, i.outcome_at from replay_items i where i.replay_id = r.id and i.state = 'observing' order by i.outcome_at limit 1
    ) i join messages m on m.id = i.message_id join queues q on q.id = m.queue_id
    where ${isUnread(sql, sql`i.outcome_at + ${window}`)} or q.state not in ('running', 'starting') or q.paused_by is not null or not q.watched)`;
}
