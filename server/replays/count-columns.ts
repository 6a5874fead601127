import type { Fragment } from "postgres";
import type { Sql } from "../db/client.ts";

/** `OutcomeCounts` of `replays r` as one jsonb over `replay_counts c`. */
export function countColumns(sql: Sql): Fragment {
  const sum = (...states: string[]) => sql`coalesce(sum(c.n) filter (where c.state = any(${states}::item_state[])), 0)`;
  const sending = sql`(
    select count(*) from replay_batches b join replay_items i on i.replay_id = b.replay_id and i.id between b.first_item and b.last_item
    where b.replay_id = r.id and i.state = 'selected')`;
  return sql`jsonb_build_object(
    'waiting', ${sum("selected")} - ${sending}, 'sending', ${sending}, 'observing', ${sum("observing")}, 'presumedOk', ${sum("presumed_ok")},
    'confirmed', ${sum("confirmed")}, 'cameBack', ${sum("came_back")}, 'failed', ${sum("returned", "refused")}, 'unknown', ${sum("unknown")},
    'skipped', ${sum("skipped")}, 'cancelled', ${sum("cancelled")})`;
}
