import type { Ctx } from "../context.ts";
import { announceChange } from "../live/announce.ts";

/** So many in a row that the broker did not take: going on would only make more of them. */
export const failuresInRow = 20;

/** Pauses a replay whose newest outcomes all failed, and says with what. */
export async function pauseFailing(ctx: Ctx, replayId: number): Promise<void> {
  const paused = await ctx.sql`
    with newest as (
      select state, detail from replay_items
      where replay_id = ${replayId} and outcome_at is not null order by outcome_at desc, id desc limit ${failuresInRow}
    ), verdict as (
      select count(*) as n, bool_and(state in ('returned', 'refused', 'unknown')) as failing, min(detail) as detail from newest
    )
    update replays set state = 'paused', pause_reason = 'The last ' || ${failuresInRow}::text || ' were not sent: ' || coalesce(verdict.detail, 'no reason given')
    from verdict where id = ${replayId} and state = 'running' and verdict.n >= ${failuresInRow} and verdict.failing`;
  if (paused.count > 0) await announceChange(ctx.sql, ["replays"]);
}
