import type { Fragment } from "postgres";
import type { Sql } from "../db/client.ts";

/** `OutcomeCounts` as one jsonb over `replay_counts c`. */
export function countColumns(sql: Sql): Fragment {
  const sum = (...states: string[]) => sql`coalesce(sum(c.n) filter (where c.state = any(${states}::item_state[])), 0)`;
  return sql`jsonb_build_object(
    'waiting', ${sum("selected")}, 'sending', ${sum("intent")}, 'observing', ${sum("observing")}, 'presumedOk', ${sum("presumed_ok")},
    'confirmed', ${sum("confirmed")}, 'cameBack', ${sum("came_back")}, 'failed', ${sum("returned", "refused")}, 'unknown', ${sum("unknown")},
    'skipped', ${sum("skipped")}, 'cancelled', ${sum("cancelled")})`;
}
