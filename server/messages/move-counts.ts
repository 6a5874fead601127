import type { Fragment } from "postgres";
import type { Sql, Transaction } from "../db/client.ts";

/** Hours are read a day back. Older ones are not kept up: an act on a million old messages would write as many of them. */
const hoursKeptMs = 2 * 86_400_000;

/** The oldest hour that counts are kept of. */
export function hoursSince(now: Date): Date {
  return new Date(now.getTime() - hoursKeptMs);
}

/**
 * Two parts of a `with` statement, `hours` and `days`, that add to the counts what `rows` holds: an earlier part, or a select, with state, group_id,
 * event_type, sort_at, n and how many of those have a known death, which may be negative. Counts are touched in the order of their keys, so that transactions do not wait for each other
 * in a circle. `now`: the hours before `hoursSince` stay as they are.
 */
export function moveCounts(sql: Sql | Transaction, rows: Fragment, now?: Date): Fragment {
  return sql`
    hours as (
      insert into hour_counts as c (state, group_id, event_type, hour, n, known)
      select state, group_id, event_type, date_trunc('hour', sort_at, 'UTC') as hour, sum(n), sum(known) from ${rows} moved_hours
      where ${now ? sql`sort_at >= ${hoursSince(now)}` : sql`true`}
      group by 1, 2, 3, 4 having sum(n) <> 0 or sum(known) <> 0 order by 1, 2, 3, 4
      on conflict (state, group_id, event_type, hour) do update set n = c.n + excluded.n, known = c.known + excluded.known
    ), days as (
      insert into day_counts as c (state, group_id, event_type, day, n, known)
      select state, group_id, event_type, date_trunc('day', sort_at, 'UTC') as day, sum(n), sum(known) from ${rows} moved_days
      group by 1, 2, 3, 4 having sum(n) <> 0 or sum(known) <> 0 order by 1, 2, 3, 4
      on conflict (state, group_id, event_type, day) do update set n = c.n + excluded.n, known = c.known + excluded.known
    )`;
}
