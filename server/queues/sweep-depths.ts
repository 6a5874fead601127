import type { Ctx } from "../context.ts";

/** The longest chart shows a week. */
const keptDays = 8;
const atOnce = 10_000;

/** Removes depth samples that no chart shows any more, a bounded number at a time; true: there are more. */
export async function sweepDepths(ctx: Ctx): Promise<boolean> {
  const { count } = await ctx.sql`
    delete from queue_depths where ctid = any(array(
      select ctid from queue_depths where at < now() - make_interval(days => ${keptDays}) limit ${atOnce}
    ))`;
  return count === atOnce;
}
