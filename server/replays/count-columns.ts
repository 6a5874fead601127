import type { Fragment } from "postgres";
import type { Sql } from "../db/client.ts";

/** `OutcomeCounts` as one jsonb over `replay_items i`. */
export function countColumns(sql: Sql): Fragment {
  return sql`jsonb_build_object(
    'waiting', count(*) filter (where i.state = 'selected'), 'sending', count(*) filter (where i.state = 'intent'),
    'observing', count(*) filter (where i.state = 'observing'), 'presumedOk', count(*) filter (where i.state = 'presumed_ok'),
    'confirmed', count(*) filter (where i.state = 'confirmed'), 'cameBack', count(*) filter (where i.state = 'came_back'),
    'failed', count(*) filter (where i.state in ('returned', 'refused')), 'unknown', count(*) filter (where i.state = 'unknown'),
    'skipped', count(*) filter (where i.state = 'skipped'), 'cancelled', count(*) filter (where i.state = 'cancelled'))`;
}
