import type { Ctx } from "../context.ts";
import { announceChange } from "../live/announce.ts";

/** So many in a row that the broker did not take: going on would only make more of them. */
export const failuresInRow = 20;

/** Pauses a replay whose newest items, in the order of sending, all failed, and says with what. Reads the ends of an index, never the items. */
export async function pauseFailing(ctx: Ctx, replayId: number): Promise<void> {
  const { sql } = ctx;
  const newest = (states: readonly string[], limit: number) => sql`
    select l.id, l.detail from unnest(${[...states]}::item_state[]) s cross join lateral (
      select i.id, i.detail from replay_items i where i.replay_id = ${replayId} and i.state = s order by i.id desc limit ${limit}
    ) l order by l.id desc limit ${limit}`;
  const paused = await sql`
    with failed as (${newest(["returned", "refused", "unknown"], failuresInRow)}),
      sent as (${newest(["observing", "confirmed", "presumed_ok", "came_back"], 1)}),
      verdict as (
        select count(*) as n, min(id) as since, (array_agg(detail order by id desc))[1] as detail from failed
      )
    update replays r set state = 'paused', pause_reason = 'The last ' || ${failuresInRow}::text || ' were not sent: ' || coalesce(v.detail, 'no reason given')
    from verdict v
    where r.id = ${replayId} and r.state = 'running' and v.n >= ${failuresInRow} and v.since > coalesce((select id from sent), 0)`;
  if (paused.count > 0) await announceChange(sql, ["replays"]);
}
