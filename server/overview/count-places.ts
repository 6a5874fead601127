import type { Ctx } from "../context.ts";
import { readSight } from "../queues/read-sight.ts";
import { blindnessOf } from "../queues/sight.ts";
import type { PlaceCounts } from "./output.ts";

/** What is open in each place: groups with dead messages, dead messages, watched queues, replays that run or are paused. */
export async function countPlaces(ctx: Ctx): Promise<PlaceCounts> {
  const [[counts], sight] = await Promise.all([
    ctx.sql<[Omit<PlaceCounts, "stale">]>`
    with dead as (select group_id, sum(n) as n from day_counts where state = 'dead' group by 1 having sum(n) > 0)
    select (select count(*) from dead) as groups, (select coalesce(sum(n), 0)::bigint from dead) as messages,
      (select count(*) from queues where watched) as queues, (select count(*) from replays where state in ('running', 'paused')) as replays`,
    readSight(ctx),
  ]);
  const blind = blindnessOf(sight);
  return { ...counts, stale: blind?.total && blind.kind !== "unconfigured" ? { since: blind.since } : null };
}
