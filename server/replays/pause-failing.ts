import type { Ctx } from "../context.ts";
import { announce } from "../live/announce.ts";

/** So many in a row that the broker did not take: going on would only make more of them. */
export const failuresInRow = 20;

/** Pauses a replay whose newest items, in the order of sending, all failed, and says with what. Reads the end of an index, and only after so many failures the items after them. */
export async function pauseFailing(ctx: Ctx, replayId: number): Promise<void> {
  const { sql } = ctx;
  const paused = await sql`
    with failed as (
      select l.id, l.detail from unnest('{returned,refused,unknown}'::item_state[]) s cross join lateral (
        select i.id, i.detail from replay_items i where i.replay_id = ${replayId} and i.state = s
          and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled')
        order by i.id desc limit ${failuresInRow}
      ) l order by l.id desc limit ${failuresInRow}
    ), verdict as (
      select count(*) as n, min(id) as since, (array_agg(detail order by id desc))[1] as detail from failed
    )
    update replays r set state = 'paused', pause_reason = 'The last ' || ${failuresInRow}::text || ' were not sent: ' || coalesce(v.detail, 'no reason given')
    from verdict v
    where r.id = ${replayId} and r.state = 'running' and case when v.n >= ${failuresInRow} then not exists (
      select from replay_items i where i.replay_id = r.id and i.id > v.since and i.id <= r.last_item
        and i.state in ('observing', 'confirmed', 'presumed_ok', 'came_back')
    ) else false end`;
  if (paused.count > 0) await announce(sql, ["replays"]);
}
