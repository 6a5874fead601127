import type { Place } from "../../access/permissions.ts";
import type { Sql, Transaction } from "../../db/client.ts";
import { type Policy, readPolicy } from "../policy.ts";
import { reasonColumn } from "../reason-column.ts";
import type { Window } from "./evaluate.ts";

/**
 * Reads what a replay is judged by, with its policy; null: there is no such replay. Failures are read only where `afterFailure` asks for them: from the
 * end of an index, and the items after them only where there are enough.
 */
export async function readWindow(
  sql: Sql | Transaction,
  replayId: number,
  afterFailure: boolean,
): Promise<{
  readonly window: Window;
  readonly policy: Policy;
  readonly places: readonly Place[];
  readonly operation: number | null;
} | null> {
  const [row] = await sql<[(Window & { policy: unknown; places: readonly Place[]; operation: number | null })?]>`
    select r.state, case when r.waits_since is not null then jsonb_build_object(
        'seconds', extract(epoch from clock_timestamp() - r.waits_since), 'cause', r.waits_for) end as waits, r.policy, r.places, r.operation_id as operation,
      exists (select from replay_items i where i.replay_id = r.id and i.state = 'selected')
        or exists (select from replay_items i where i.replay_id = r.id and i.state = 'held')
        or exists (select from selection_parts p where p.replay_id = r.id) as unsent,
      exists (select from replay_items i where i.replay_id = r.id and i.state = 'observing') as watched,
      f.failures, case when f.n >= f.most then exists (
        select from replay_items i where i.replay_id = r.id and i.id > f.since and i.id <= r.last_item
          and i.state in ('observing', 'confirmed', 'presumed_ok', 'came_back')
      ) else true end as "takenSince"
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
    where r.id = ${replayId}`;
  if (!row) return null;
  const { policy, places, operation, ...window } = row;
  return { window, policy: readPolicy(policy), places, operation };
}
