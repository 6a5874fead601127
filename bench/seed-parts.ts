import { defaultRules } from "../server/alerts/default-rules.ts";
import { localPrincipal } from "../server/access/principal.ts";
import { principalId } from "../server/access/remember-principal.ts";
import type { Sql } from "../server/db/client.ts";
import { policyOf } from "../server/replays/policy.ts";
import { emptyConfig } from "../server/testing/context.ts";

export const benchDownstream = "payments-api";

/**
 * What is read of seeded messages beside them, over all queues: 300 alerts that fire and 40,000 that are over; 20,000 replays that have ended, and one that holds
 * 200,000 messages for a downstream; 2,000 keys whose messages wait for each other; and ids that messages share.
 */
export async function seedParts(sql: Sql): Promise<void> {
  const principal = await principalId({ sql, principal: localPrincipal });
  const [rule] = defaultRules;
  await sql`
    with rule as (
      insert into alert_rules (origin, name, spec, changed_at) values ('page', 'seeded', ${JSON.stringify({ ...rule, name: "seeded" })}::text::jsonb, now()) returning id
    ), subject as (
      select g.id, g.queue_id, row_number() over (order by g.id) as nth, jsonb_build_array(jsonb_build_object('source', q.source, 'queue', q.name)) as places
      from groups g join queues q on q.id = g.queue_id
    )
    insert into alerts (rule_id, key, state, severity, since, fired_at, resolved_at, seq, value, facts, facts_at, queue_id, group_id, places)
    select rule.id, 'group:' || s.id, (case when n = 0 then 'firing' else 'resolved' end)::alert_state, 'error', now() - n * interval '1 hour', now() - n * interval '1 hour',
      case when n > 0 then now() - n * interval '1 hour' + interval '5 minutes' end, 1, 4, jsonb_build_object('name', 'a group', 'n', 4), now(), s.queue_id, s.id, s.places
    from rule, subject s cross join generate_series(0, 20) as n where n > 0 or s.nth <= 300`;
  await sql`
    insert into replays (state, selection, filter, places, as_of, target, policy, reason, principal_id, total, created_at, finished_at, refilled_at)
    select (case when n = 0 then 'running' else 'completed' end)::replay_state, 'seeded', '{"ids":[1]}', jsonb_build_array(jsonb_build_object('source', q.source, 'queue', q.name)), now(),
      '{"to":"failed_queue"}', ${JSON.stringify(policyOf(emptyConfig, null))}::text::jsonb, 'seeded', ${principal}, 1, now() - n * interval '1 minute',
      case when n > 0 then now() - n * interval '1 minute' end, now()
    from generate_series(0, 20000) as n join queues q on q.id = (select min(id) from queues) + n % (select count(*)::int from queues)`;
  await sql`
    insert into replay_items (replay_id, message_id, version, state, reason_code, reason_data, held_until)
    select (select id from replays where state = 'running'), id, 1, 'held', 'breaker', ${JSON.stringify({ downstream: benchDownstream, state: "open", gate: "hold", why: "state" })}::text::jsonb, now() + interval '1 day'
    from (select id from messages where state = 'dead' order by id limit 200000) m`;
  await sql`update messages set sequence = id where event_key = any(array(select 'ord-' || n from generate_series(1, 2000) n))`;
  await sql`
    insert into sequence_keys (queue_id, event_key, trouble, messages, waits_for, since, judged_at)
    select queue_id, event_key, 'gap', count(*), min(sequence), now(), now() from messages where sequence is not null and state = 'dead' group by 1, 2 having count(*) > 1`;
  await sql`update messages set event_id = 'again-' || id % 500 where id > (select max(id) - 2000 from messages)`;
  await sql`vacuum analyze`;
}
