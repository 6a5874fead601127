import type { Ctx } from "../context.ts";
import { announce } from "../live/announce.ts";

/** Ends a running replay of which nothing waits or is on its way. Unknown items do not keep it: they wait for a person. */
export async function completeReplays(ctx: Ctx, replayId: number): Promise<void> {
  const done = await ctx.sql`
    update replays r set state = 'completed', finished_at = ${ctx.clock()}
    where id = ${replayId} and state = 'running'
      and not exists (select 1 from replay_items i where i.replay_id = r.id and i.state = 'selected')
      and not exists (select 1 from selection_parts f where f.replay_id = r.id)`;
  if (done.count > 0) await announce(ctx.sql, ["replays"]);
}
