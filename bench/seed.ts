import { localPrincipal, systemPrincipal } from "../server/access/principal.ts";
import { principalId } from "../server/access/remember-principal.ts";
import { hash } from "node:crypto";
import { categories, verdicts } from "../server/failures/failure.ts";
import type { Sql } from "../server/db/client.ts";

const queueNames = [
  "orders",
  "payments",
  "shipping",
  "invoices",
  "emails",
  "stock",
  "refunds",
  "loyalty",
  "search",
  "fraud",
  "audit",
  "catalog",
];
const days = 30;

/** What the messages are spread over. */
export interface Shape {
  readonly queues: readonly string[];
  readonly groups: number;
}

const shop: Shape = { queues: queueNames.map((name) => `${name}.dlq`), groups: 500 };
/** A company with many teams. */
export const company: Shape = {
  queues: Array.from({ length: 200 }, (_, nth) => `${queueNames[nth % 12]}-${Math.floor(nth / 12)}.dlq`),
  groups: 2_000,
};

/**
 * Fills an empty database with `count` dead letters as a month of a busy shop would: its queues, groups of very different size with three of
 * 20 event types each, a tenth of the messages discarded, the deaths of two thirds known, stored about when they died. Rows, bytes, history and counts agree, as capture would have left them.
 */
export async function seedMessages(sql: Sql, count: number, { queues, groups: groupCount } = shop): Promise<void> {
  const [capture, local] = [
    await principalId({ sql, principal: systemPrincipal("capture") }),
    await principalId({ sql, principal: localPrincipal }),
  ];
  await sql`
    insert into queues (source, name, watched, mode, state)
    select 'rabbit', name, true, 'take', 'running' from unnest(${[...queues]}::text[]) as name`;
  await sql`insert into sources (name, kind, state) values ('rabbit', 'rabbitmq', 'connected')`;
  const groups = Array.from({ length: groupCount }, (_, at) => {
    const fingerprint = hash("sha256", `group ${at}`);
    const errorType = `${["Timeout", "Validation", "NullPointer", "Deserialization", "Connection"][at % 5]}Exception${at % 40}`;
    const category = categories[at % categories.length];
    const verdict = verdicts[at % 3];
    return { id: Number.parseInt(fingerprint.slice(0, 13), 16), nth: at, fingerprint, errorType, category, verdict };
  });
  await sql`
    insert into groups (id, fingerprint, queue_id, verdict, category, evidence, title, error_type, error_text, frame, downstream, first_seen_at, last_seen_at)
    select g.id, g.fingerprint, (select id from queues order by id offset g.nth % ${queues.length} limit 1), g.verdict::verdict, g.category::category,
      array['seeded'], g."errorType" || ' in Handler.handle', g."errorType", 'Something failed for order 4711', 'Handler.handle',
      case g.nth % 4 when 0 then 'payments-api' when 1 then 'stock-db' end, now() - make_interval(days => ${days}), now()
    from jsonb_to_recordset(${JSON.stringify(groups)}::text::jsonb)
      as g(id bigint, nth int, fingerprint text, "errorType" text, category text, verdict text)`;
  // Their route facts say: the queue that it failed in is carried, and marks fit.
  // Indexes are built at the end: in one go each, and not row by row.
  const indexes = await sql<{ name: string; made: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as made from pg_index where indrelid = 'messages'::regclass and not indisprimary`;
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
  await sql`
    insert into messages (id, queue_id, group_id, state, sort_at, captured_at, event_id, event_key, event_type, error_text, attempts, size, version, seq,
      replay_count, fingerprint, death_known, route_facts) overriding system value
    select n, g.queue_id, g.id,
      (case when n % 10 > 0 then 'dead' else 'discarded' end)::message_state,
      t.at, t.at, 'evt-' || n, 'ord-' || n % 100000, 'Event' || (g.nth * 7 + n % 3) % 20, 'Something failed for order ' || n, 1 + n % 5, 500, 1,
      case when n % 10 > 0 then 1 else 2 end, 0, n, n % 3 > 0, 33
    from generate_series(1, ${count}::int) n
    join (select id, queue_id, (row_number() over (order by fingerprint))::int - 1 as nth from groups) g
      on g.nth = floor(${groupCount} * power(n::bigint * 7919 % 100003 / 100003.0, 3))::int
    cross join lateral (
      select now() - make_interval(secs => (86400 * ${days} * (1 - n::float8 / ${count}) + n::bigint * 104729 % 3600)::int) as at
    ) t`;
  await sql`
    insert into bodies (message_id, version, head, body, position, redelivered)
    select id, 1, '\\x0100'::bytea, convert_to(rpad('{"eventId":"' || event_id || '"}', 500), 'UTF8'), id::text, false from messages`;
  await sql`
    insert into message_history (message_id, seq, kind, at, principal_id, data)
    select id, 1, 'captured', captured_at, ${capture}::int, jsonb_build_object('queueId', queue_id) from messages`;
  await sql`
    insert into message_history (message_id, seq, kind, at, principal_id)
    select id, 2, 'discarded', captured_at, ${local}::int from messages where state = 'discarded'`;
  await sql`
    insert into hour_counts select state, group_id, event_type, date_trunc('hour', sort_at, 'UTC'), count(*), count(*) filter (where death_known)
    from messages
    where sort_at > now() - interval '2 days' group by 1, 2, 3, 4`;
  await sql`
    insert into day_counts select state, group_id, event_type, date_trunc('day', sort_at, 'UTC'), count(*), count(*) filter (where death_known)
    from messages group by 1, 2, 3, 4`;
  await sql`
    insert into minute_arrivals select date_trunc('minute', sort_at, 'UTC'), group_id, count(*), count(*) filter (where death_known) from messages
    where sort_at > now() - interval '2 days' group by 1, 2 order by 1, 2`;
  await sql`
    insert into hour_arrivals select group_id, date_trunc('hour', sort_at, 'UTC'),
      count(*) filter (where early), count(*) filter (where not early), count(*) filter (where early and death_known),
      count(*) filter (where not early and death_known)
    from (select *, extract(minute from sort_at at time zone 'UTC') < 30 as early from messages) halves
    where sort_at > now() - interval '8 days' group by 1, 2 order by 2, 1`;
  for (const { made } of indexes) await sql.unsafe(made);
  await sql`select setval(pg_get_serial_sequence('messages', 'id'), ${count})`;
  await sql`vacuum analyze`;
}
