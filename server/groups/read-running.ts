import { readSeen } from "../access/seen.ts";
import { seenWithin } from "../access/visible.ts";
import type { Ctx } from "../context.ts";

export interface RunningReplays {
  readonly replays: number;
  readonly paused: number;
  readonly messages: number;
  readonly cameBack: number;
}

/** The visible replays that are not over, in numbers. */
export async function readRunning(ctx: Ctx): Promise<RunningReplays> {
  const { sql } = ctx;
  const { replays } = await readSeen(ctx);
  const [row] = await sql<[RunningReplays]>`
    with live as (select id, state, total from replays where state in ('running', 'paused') ${seenWithin(sql, replays, sql`places`)})
    select count(*)::int as replays, count(*) filter (where state = 'paused')::int as paused, coalesce(sum(total), 0)::bigint as messages,
      (select coalesce(sum(n), 0)::bigint from replay_counts where replay_id in (select id from live) and state = 'came_back') as "cameBack"
    from live`;
  return row;
}
