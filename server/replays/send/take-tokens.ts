import type { Ctx } from "../../context.ts";
import { rateNow } from "../stages/rate-now.ts";

/**
 * Takes up to `most` sends out of the bucket that all workers share; answers how many. A bucket holds one second of its rate, or of its stage's where that is
 * lower, and at least one send, so that a pause does not end in a burst. Without a rate: all. 0: not now, or the replay does not run.
 */
export async function takeTokens({ sql }: Ctx, replayId: number, most: number): Promise<number> {
  return sql.begin(async (tx) => {
    // A statement of its own: one that locked the row and updated it by its first look would wait for another such one, and that for it.
    const [bucket] = await tx<{ tokens: number; at: string }[]>`
      select least(greatest(n.rate, 1), tokens + n.rate * extract(epoch from n.at - refilled_at)) as tokens, n.at::text as at
      from replays r cross join lateral (select ${rateNow(tx)} as rate, clock_timestamp() as at) n
      where id = ${replayId} and state = 'running' and n.rate is not null for no key update of r`;
    if (!bucket) return 0;
    const taken = Math.min(most, Math.floor(bucket.tokens));
    await tx`update replays set tokens = ${bucket.tokens - taken}, refilled_at = ${bucket.at}::text::timestamptz where id = ${replayId}`;
    return taken;
  });
}
