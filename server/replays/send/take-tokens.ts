import type { Ctx } from "../../context.ts";
import { rateNow } from "../stages/rate-now.ts";

/** Sends that were taken, by the rate that counted: messages a second. */
export interface Taken {
  readonly sends: number;
  readonly rate: number;
}

/**
 * Takes up to `most` sends out of the bucket that all workers share. A bucket holds one second of its rate, or of its stage's where that is
 * lower, and at least one send, so that a pause does not end in a burst. null: the replay has no rate now, or does not run.
 */
export async function takeTokens({ sql }: Ctx, replayId: number, most: number): Promise<Taken | null> {
  return sql.begin(async (tx) => {
    // By a statement of its own. One that also updated the row would do so by what it had read before it waited: the bucket of then, and a wait for whoever waits for it.
    await tx`select from replays where id = ${replayId} for no key update`;
    const [taken] = await tx<[Taken?]>`
      with filled as (
        select id, n.rate, n.at, greatest(0, least(greatest(n.rate, 1), tokens + n.rate * extract(epoch from n.at - refilled_at))) as tokens
        from replays r cross join lateral (select ${rateNow(tx)} as rate, clock_timestamp() as at) n
        where id = ${replayId} and state = 'running' and n.rate is not null
      )
      update replays r set tokens = f.tokens - least(${most}::int, floor(f.tokens)), refilled_at = f.at
      from filled f where r.id = f.id
      returning least(${most}::int, floor(f.tokens))::int as sends, f.rate`;
    return taken ?? null;
  });
}
