import type { Ctx } from "../context.ts";

/** Adds up the counts of replays whose items have moved often since. Safe beside writers, and beside another worker that does the same. */
export async function sweepReplayCounts(ctx: Ctx): Promise<void> {
  await ctx.sql`
    with gone as (
      delete from replay_counts where replay_id in (select replay_id from replay_counts group by 1 having count(*) > 50) returning replay_id, state, reason_code, downstream, n
    )
    insert into replay_counts (replay_id, state, reason_code, downstream, n)
    select replay_id, state, reason_code, downstream, sum(n) from gone group by 1, 2, 3, 4 having sum(n) <> 0`;
}
