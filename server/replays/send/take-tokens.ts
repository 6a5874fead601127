import type { Ctx } from "../../context.ts";
import { rateNow } from "../stages/rate-now.ts";

/**
 * Takes up to `most` sends out of the bucket that all workers share; answers how many. A bucket holds one second of its rate, or of its stage's where that is
 * lower, and at least one send, so that a pause does not end in a burst. Without a rate: all. 0: not now, or the replay does not run.
 */
export async function takeTokens(ctx: Ctx, replayId: number, most: number): Promise<number> {
  const [row] = await ctx.sql<{ taken: number }[]>`
    with filled as (
      select id, least(greatest(n.rate, 1), tokens + n.rate * extract(epoch from clock_timestamp() - refilled_at)) as tokens
      from replays r cross join lateral (select ${rateNow(ctx.sql)} as rate) n
      where id = ${replayId} and state = 'running' and n.rate is not null for no key update of r
    )
    update replays r set tokens = f.tokens - least(${most}::int, floor(f.tokens)), refilled_at = clock_timestamp()
    from filled f where r.id = f.id
    returning least(${most}::int, floor(f.tokens))::int as taken`;
  return row?.taken ?? 0;
}
