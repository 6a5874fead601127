import type { Fragment } from "postgres";
import { readSeen } from "../access/seen.ts";
import { seenIn, seenWithin, type Visible, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { isHeld, standsForItself } from "../alerts/stands-for-itself.ts";
import { readSight } from "../queues/read-sight.ts";
import { shownDays } from "../queues/unread.ts";
import { blindnessOf } from "../queues/sight.ts";
import type { PlaceCounts } from "./output.ts";

/** What is open in each place, as far as it is visible: groups with dead messages, dead messages, watched queues, replays that run or are paused, alerts that nobody has. */
export async function countPlaces(ctx: Ctx): Promise<PlaceCounts> {
  const { sql } = ctx;
  const [ofGroups, ofQueues, ofAlerts, { messages, replays }] = await Promise.all([
    visibleQueues(ctx, "group.view"),
    visibleQueues(ctx, "queue.view"),
    visibleQueues(ctx, "alert.view"),
    readSeen(ctx),
  ]);
  const ofFaults = seenIn(sql, ofQueues, sql`q.id`);
  const [[counts], sight] = await Promise.all([
    sql<[Omit<PlaceCounts, "stale">]>`
    with dead as (select group_id, sum(n) as n from day_counts where state = 'dead' group by 1 having sum(n) > 0)
    select (select count(*) from dead d where true ${inSeenGroups(ctx, ofGroups)}) as groups,
      (select coalesce(sum(n), 0)::bigint from dead d where true ${inSeenGroups(ctx, messages)}) as messages,
      (select count(*) from queues where watched ${seenIn(sql, ofQueues, sql`id`)}) as queues,
      (select count(*) from queues q, jsonb_array_elements(q.warnings) w where w->>'severity' = 'bad' ${ofFaults})
        + (select count(distinct g.queue_id) from queue_gaps g join queues q on q.id = g.queue_id where q.watched and g.noticed_at > now() - make_interval(days => ${shownDays}) ${ofFaults})
        + (select count(distinct p.queue_id) from log_positions p join queues q on q.id = p.queue_id where q.watched and p.missing > 0 ${ofFaults}) as faults,
      (select count(*) from replays where state in ('running', 'paused') ${seenWithin(sql, replays, sql`places`)}) as replays,
      (select count(*) from alerts a where a.state in ('firing', 'recovering') 
        and not ${isHeld(sql, sql`now()`)} ${standsForItself(sql, ofAlerts)} ${seenWithin(sql, ofAlerts, sql`a.places`)}) as alerts`,
    readSight(ctx),
  ]);
  const blind = blindnessOf(sight);
  return { ...counts, stale: blind?.total && blind.kind !== "unconfigured" && blind.kind !== "hidden" ? { since: blind.since } : null };
}

function inSeenGroups({ sql }: Ctx, visible: Visible): Fragment {
  return visible === "everywhere"
    ? sql``
    : sql`and d.group_id in (select g.id from groups g where true ${seenIn(sql, visible, sql`g.queue_id`)})`;
}
