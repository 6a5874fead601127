import type { Fragment } from "postgres";
import type { Sql, Transaction } from "../db/client.ts";

/** Of a row of `messages`, the first of the messages that it may be by releases: itself, where it did not come back from one. */
export function firstCopy(sql: Sql | Transaction, row: Fragment): Fragment {
  return sql`coalesce((select (h.data->>'releasedFrom')::bigint from message_history h where h.message_id = ${row}.id and h.seq = 1), ${row}.id)`;
}

/**
 * A condition on `messages n`: it may be `messages m`, released and captured again, or the other way round. A lineage holds few messages, and nothing
 * proves that two of them are the same.
 */
export function isCopy(sql: Sql | Transaction): Fragment {
  return sql`((n.lineage_id = coalesce(m.lineage_id, m.id) or n.id = m.lineage_id) and n.id <> m.id and ${firstCopy(sql, sql`n`)} = ${firstCopy(sql, sql`m`)})`;
}

/** A condition on `messages n`: consumers may get it, or have got it, by a replay. What is released or discarded they do not get from here. */
export function isInPlay(sql: Sql | Transaction): Fragment {
  return sql`(n.state in ('dead', 'replayed') or (n.state in ('replaying', 'unknown') and not exists (
    select from replay_items i join replays r on r.id = i.replay_id
    where i.message_id = n.id and i.state in ('selected', 'held', 'unknown') and r.target->>'to' = 'release')))`;
}
