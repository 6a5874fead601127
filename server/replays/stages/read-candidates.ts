import type { Sql, Transaction } from "../../db/client.ts";
import { mayBeMarked } from "../../messages/route-facts.ts";
import type { Candidate } from "./spread.ts";

/** Of a larger selection an even sample is looked at, so that a start does not wait for a million. */
const most = 5_000;

/**
 * Messages of a replay's frozen selection that may be its canary, in the order in which they are sent: they would be recognised if they came back, and no other
 * of their key comes before them, by place or by number. In a sample that is so where no dead message of the key stands before it at all.
 */
export async function readCandidates(tx: Sql | Transaction, replayId: number, total: number): Promise<readonly Candidate[]> {
  const stride = Math.ceil(total / most);
  return tx<Candidate[]>`
    with parts as (
      select message_ids, sum(cardinality(message_ids)) over (order by id) - cardinality(message_ids) as before from selection_parts where replay_id = ${replayId}
    ), chosen as (
      select u.id, p.before + u.at as nth from parts p cross join unnest(p.message_ids) with ordinality as u(id, at)
      where (p.before + u.at - 1) % ${stride}::int = 0 or p.before + u.at = ${total}::int
    )
    select m.id, m.group_id as "groupId", m.queue_id as "queueId", regexp_replace(b.position, '[0-9]+$', '') as part, m.event_key as key
    from chosen c join messages m on m.id = c.id join bodies b on b.message_id = m.id and b.version = 1
    where m.state = 'dead' and ${mayBeMarked(tx)} and (${stride}::int = 1 or m.event_key is null or not exists (
      select from messages o where o.event_key = m.event_key and o.state in ('dead', 'replaying', 'unknown')
        and (coalesce(o.origin_position, ''), o.id) < (coalesce(m.origin_position, ''), m.id)))
      and (m.sequence is null or not exists (
        select from messages o where o.queue_id = m.queue_id and o.event_key = m.event_key and o.sequence < m.sequence and o.state in ('dead', 'replaying', 'unknown')))
    order by c.nth`;
}
