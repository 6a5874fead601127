import type { Fragment } from "postgres";
import type { Place } from "../../access/permissions.ts";
import { textArray } from "../../db/arrays.ts";
import type { Sql, Transaction } from "../../db/client.ts";
import { isKnownHere } from "../known-here.ts";
import { type Policy, readPolicy } from "../policy.ts";
import { isUnread } from "../read-until.ts";
import { reasonColumn } from "../reason-column.ts";
import type { Window } from "./window.ts";

interface Standing {
  readonly window: Window;
  readonly policy: Policy;
  readonly places: readonly Place[];
  readonly operation: number | null;
}

/** `Canary["held"]` of the items `i` that `which` says. What stands behind a message of its key that waits for a downstream waits for that too. */
function heldColumn(sql: Sql | Transaction, which: Fragment): Fragment {
  const forDownstream = sql`(i.reason_code = 'breaker' or (i.reason_code = 'behind_unsent' and exists (select from replay_items b
    where b.replay_id = i.replay_id and b.message_id = (i.reason_data ->> 'behind')::bigint and b.state = 'held' and b.reason_code = 'breaker')))`;
  return sql`(
    select jsonb_build_object('n', count(*), 'reason', (array_agg(${reasonColumn(sql, sql`i.reason_code`, sql`i.reason_data`)} order by i.id))[1])
    from replay_items i where ${which} and i.state::text = 'held' and not ${forDownstream} having count(*) > 0)`;
}

/** `Stage` of `replay_stages s` of `replays r`, as jsonb. `unstable`: downstreams, as an array. */
function stageColumn(sql: Sql | Transaction, unstable: Fragment): Fragment {
  const canary = sql`i.replay_id = r.id and i.id between coalesce(s.first_item, r.first_item) and s.last_item`;
  const ofCanary = (state: "selected" | "held" | "observing" | "presumed_ok" | "processed" | "unknown") =>
    sql`(select count(*) from replay_items i where ${canary} and i.state::text = ${state})`;
  const length = sql`make_interval(secs => (r.policy ->> 'observeSeconds')::int)`;
  const unread = sql`(select coalesce(jsonb_agg(distinct q.name), '[]') from replay_items i join messages m on m.id = i.message_id join queues q on q.id = m.queue_id
    where ${canary} and i.state::text = 'observing' and ${isUnread(sql, sql`i.outcome_at + ${length}`)})`;
  return sql`
        case s.kind
          when 'canary' then jsonb_build_object('kind', s.kind, 'state', s.state, 'unsent', ${ofCanary("selected")} + ${ofCanary("held")} > 0,
            'items', (select count(*) from replay_items i where ${canary}), 'held', ${heldColumn(sql, canary)}, 'watched', ${ofCanary("observing")} > 0, 'unread', ${unread}, 'proven', ${ofCanary("presumed_ok")} + ${ofCanary("processed")}, 'silent', ${ofCanary("presumed_ok")}, 'unknown', ${ofCanary("unknown")},
            'unstable', (select coalesce(jsonb_agg(u.name), '[]') from unnest(${unstable}) u(name) where exists (
              select from replay_items i join messages m on m.id = i.message_id
              where ${canary} and i.state in ('observing', 'confirmed', 'presumed_ok', 'processed', 'came_back', 'unknown') and u.name = any(string_to_array(m.needs, ',')))),
            'tried', to_jsonb(coalesce(s.tried, '{}')), 'triedBack', (select count(*) from replay_items i join messages m on m.id = i.message_id
              where ${canary} and i.state = 'came_back' and string_to_array(m.needs, ',') && s.tried),
            'before', coalesce(s.receivers, '[]'), 'seconds', (select coalesce(extract(epoch from clock_timestamp() - greatest(max(i.outcome_at) filter (where i.state::text <> 'held'), s.watched_from)), 0)
              from replay_items i where ${canary}), 'sentSeconds', (select coalesce(extract(epoch from clock_timestamp() - max(i.outcome_at) filter (where i.state::text = 'observing')), 0)
              from replay_items i where ${canary}))
          when 'ramp' then jsonb_build_object('kind', s.kind, 'state', s.state, 'rate', s.rate, 'seconds', extract(epoch from clock_timestamp() - s.stepped_at), 'isTaken', c.taken > coalesce(s.stepped_taken, 0))
          else jsonb_build_object('kind', s.kind, 'state', s.state) end`;
}

/**
 * Reads what a replay is judged by, with its policy; null: there is no such replay, or it goes on
 * in another database (`server/replays/notice-restored.ts`). Failures are read only where `afterFailure` asks for them: from the
 * end of an index, and the items after them only where there are enough. `unstable`: of `readUnstable`. `unreported`: downstreams that nothing but Redrive reads. Such a
 * one is open only because messages die: what was let go to it and dies again counts, or that would go on for ever.
 */
export async function readWindow(
  sql: Sql | Transaction,
  replayId: number,
  {
    afterFailure,
    unstable: names,
    unreported,
  }: { readonly afterFailure: boolean; readonly unstable: readonly string[]; readonly unreported: readonly string[] },
): Promise<Standing | null> {
  const unstable = sql`${textArray(names)}::text[]`;
  const letGoAt = sql`(r.accepted ->> 'at')::timestamptz`;
  /** `replay_items i` of `messages m` that came back tells of a downstream. */
  const excused = (): Fragment => sql`coalesce(
    string_to_array(m.needs, ',') && c.held and not (string_to_array(m.needs, ',') && ${textArray(unreported)}::text[] and r.accepted is not null and i.intent_at > ${letGoAt}) or i.id < t.first_item
    or (i.id <= t.last_item and string_to_array(m.needs, ',') && t.tried), false)`;
  const waiting = (state: "selected" | "held" | "observing") =>
    sql`exists (select from replay_items i where i.replay_id = r.id and i.state = ${state})`;
  const [row] = await sql<[(Omit<Window, "receivers"> & Omit<Standing, "window" | "policy"> & { policy: unknown })?]>`
    select r.state, case when r.waits_since is not null then jsonb_build_object(
        'seconds', extract(epoch from clock_timestamp() - r.waits_since), 'cause', r.waits_for) end as waits, r.policy, r.places, r.operation_id as operation,
      ${waiting("selected")} or ${waiting("held")} or exists (select from selection_parts p where p.replay_id = r.id) as unsent, ${waiting("observing")} as watched,
      f.failures, case when f.n >= f.most then exists (
        select from replay_items i where i.replay_id = r.id and i.id > f.since and i.id <= r.last_item
          and i.state in ('observing', 'confirmed', 'presumed_ok', 'processed', 'came_back')
      ) else true end as "takenSince",
      c.taken - coalesce((r.accepted ->> 'taken')::bigint, 0) as taken, c.back - coalesce((r.accepted ->> 'cameBack')::bigint, 0) - e.n as "cameBack", e.n as excused,
      c.untaken - coalesce((r.accepted ->> 'untaken')::bigint, 0) as untaken, b.n as "newFailures", b.title as "newFailure", r.rate as cap,
      (select jsonb_build_object('downstream', t.key, 'n', t.value -> 'n', 'of', t.value -> 'of') from jsonb_each(r.trials) t where t.value ->> 'verdict' = 'back' limit 1) as "trialsBack",
      coalesce((r.accepted ->> 'backlog')::boolean, false) as "backlogAccepted", (
        select ${stageColumn(sql, unstable)}
        from replay_stages s where s.replay_id = r.id and s.state in ('sending', 'observing')
      ) as stage
    from replays r
    cross join lateral (select case when ${afterFailure} then (r.policy -> 'stop' ->> 'failuresInRow')::int else 0 end as most) p
    cross join lateral (
      select p.most, count(*) as n, min(l.id) as since, coalesce(jsonb_agg(l.reason order by l.id desc), '[]') as failures from (
        select e.id, e.reason from unnest('{returned,refused,unknown}'::item_state[]) s cross join lateral (
          select i.id, ${reasonColumn(sql, sql`i.reason_code`, sql`i.reason_data`)} as reason from replay_items i
          where i.replay_id = r.id and i.state = s
            and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled')
          order by i.id desc limit p.most
        ) e order by e.id desc limit p.most
      ) l
    ) f
    cross join lateral (
      select coalesce(sum(n) filter (where state in ('observing', 'confirmed', 'presumed_ok', 'processed', 'came_back')), 0)::bigint as taken,
        coalesce(sum(n) filter (where state = 'came_back'), 0)::bigint as back, coalesce(sum(n) filter (where state in ('returned', 'refused')), 0)::bigint as untaken,
        (select coalesce(array_agg(h.downstream), '{}') from (
          select downstream from replay_counts where replay_id = r.id and downstream is not null group by 1 having sum(n) > 0) h) as held
      from replay_counts where replay_id = r.id
    ) c
    left join lateral (
      select first_item, last_item, coalesce(tried, '{}') || case when state in ('sending', 'observing') then ${unstable} else '{}' end as tried
      from replay_stages where replay_id = r.id and kind = 'canary'
    ) t on true
    cross join lateral (
      select count(*) as n from replay_items i join messages m on m.id = i.message_id join messages n on n.id = i.came_back_as
      where (c.held <> '{}' or t.tried <> '{}' or t.first_item is not null) and c.back > 0 and i.replay_id = r.id and i.state = 'came_back'
        and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled')
        and ${excused()} and (r.accepted is null or n.captured_at > (r.accepted ->> 'at')::timestamptz)
    ) e
    cross join lateral (
      select count(*) as n, (array_agg(g.title order by i.id desc))[1] as title from (
        select i.* from replay_items i where i.replay_id = r.id and i.state = 'came_back'
          and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled') and c.back > 0
        order by i.id desc limit 1000
      ) i join messages m on m.id = i.message_id join messages n on n.id = i.came_back_as join groups g on g.id = n.group_id
      where n.group_id <> m.group_id and not ${excused()} and (r.accepted is null or n.captured_at > (r.accepted ->> 'at')::timestamptz)
    ) b
    where r.id = ${replayId} and (r.state = 'observing' or ${isKnownHere(sql)})`;
  if (!row) return null;
  const { policy, places, operation, ...window } = row;
  return { window: { ...window, receivers: null }, policy: readPolicy(policy), places, operation };
}
