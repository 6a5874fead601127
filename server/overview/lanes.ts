import { readSeen } from "../access/seen.ts";
import { seenWithin } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { rangeStart } from "./buckets.ts";
import type { Range } from "./words.ts";
import type { ReplayLane } from "./output.ts";

const most = 6;

/** The newest replays that touch a range. */
export async function readLanes(ctx: Ctx, { range }: { readonly range: Range }): Promise<readonly ReplayLane[]> {
  const { sql } = ctx;
  const { replays } = await readSeen(ctx);
  const from = rangeStart(range, ctx.clock());
  return sql<ReplayLane[]>`
    select r.id, r.selection, r.state, r.created_at as "createdAt", r.finished_at as "finishedAt", r.total, i.sent, i."cameBack"
    from (select * from replays where (finished_at is null or finished_at >= ${from}) ${seenWithin(sql, replays, sql`places`)} order by id desc limit ${most}) r
    cross join lateral (
      select coalesce(sum(n) filter (where state in ('confirmed', 'observing', 'presumed_ok', 'processed', 'came_back')), 0)::bigint as sent,
        coalesce(sum(n) filter (where state = 'came_back'), 0)::bigint as "cameBack"
      from replay_counts where replay_id = r.id
    ) i order by r.id`;
}
