import type { Fragment } from "postgres";
import type { Sql } from "../db/client.ts";

/** `OutcomeCounts` of `replays r` as one jsonb over `replay_counts c`. What is frozen and no item yet waits, or was cancelled with the replay. */
export function countColumns(sql: Sql): Fragment {
  const sum = (...states: string[]) => sql`coalesce(sum(c.n) filter (where c.state = any(${states}::item_state[])), 0)`;
  const sending = sql`(
    select count(*) from replay_batches b join replay_items i on i.replay_id = b.replay_id and i.id between b.first_item and b.last_item
    where b.replay_id = r.id and i.state = 'selected')`;
  const frozen = sql`(r.total - coalesce(sum(c.n), 0))`;
  const cancelled = sql`r.state = 'cancelled'`;
  return sql`jsonb_build_object(
    'waiting', ${sum("selected")} - ${sending} + case when ${cancelled} then 0 else ${frozen} end, 'held', ${sum("held")}, 'sending', ${sending}, 'observing', ${sum("observing")}, 'presumedOk', ${sum("presumed_ok")}, 'processed', ${sum("processed")},
    'confirmed', ${sum("confirmed")}, 'cameBack', ${sum("came_back")}, 'failed', ${sum("returned", "refused")}, 'unknown', ${sum("unknown")},
    'skipped', ${sum("skipped")}, 'cancelled', ${sum("cancelled")} + case when ${cancelled} then ${frozen} else 0 end)`;
}
