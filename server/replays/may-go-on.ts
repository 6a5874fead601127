import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";

/** The replay runs, and all of these items are still held by this holder: none was taken for lost meanwhile. */
export async function mayGoOn(ctx: Ctx, replayId: number, holder: string, ids: readonly number[]): Promise<boolean> {
  const [row] = await ctx.sql<{ running: boolean; mine: number }[]>`
    select state = 'running' as running,
      (select count(*) from replay_items where id = any(${numberArray(ids)}::bigint[]) and state = 'intent' and worker = ${holder}) as mine
    from replays where id = ${replayId}`;
  return row !== undefined && row.running && row.mine === ids.length;
}
