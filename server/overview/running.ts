import { readSeen } from "../access/seen.ts";
import { seenWithin } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { countColumns } from "../replays/count-columns.ts";
import type { RunningReplay } from "./output.ts";
import { sentCount } from "../replays/words.ts";
import { type Watched, watchedOf } from "../replays/policy.ts";
import { reasonColumn } from "../replays/reason-column.ts";
import { unreadColumn } from "../replays/read-until.ts";
import { unconsumedColumn } from "../replays/stages/ask-receivers.ts";
import { type WaitsRow, waitsColumns, withWaits } from "../replays/waits.ts";

const most = 5;

/** The replays that are not over: those that send first, then the newest. */
export async function readRunningReplays(ctx: Ctx): Promise<readonly RunningReplay[]> {
  const { sql } = ctx;
  const { replays } = await readSeen(ctx);
  const rows = await sql<(Omit<RunningReplay, keyof Watched | "sent" | "waits"> & WaitsRow & Parameters<typeof watchedOf>[0])[]>`
    select r.id, r.selection, r.reason, r.state, ${reasonColumn(sql, sql`r.pause_code`, sql`r.pause_data`)} as pause, ${waitsColumns(sql)}, ${unconsumedColumn(sql)} as unconsumed, ${unreadColumn(sql)} as unread, r.rate, r.total, r.target, r.policy, c.counts
    from (select * from replays where state in ('running', 'paused', 'observing') ${seenWithin(sql, replays, sql`places`)} order by state = 'observing', id desc limit ${most}) r
    cross join lateral (select ${countColumns(sql)} as counts from replay_counts c where c.replay_id = r.id) c
    order by r.state = 'observing', r.id desc`;
  return rows.map(({ target, policy, ...row }) => ({ ...withWaits(row), ...watchedOf({ target, policy }), sent: sentCount(row.counts) }));
}
