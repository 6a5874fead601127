import type { Ctx } from "../context.ts";

const atOnce = 5_000;

/** Removes counts that have come down to nothing, a bounded number at a time; true: there are more. */
export async function sweepCounts(ctx: Ctx): Promise<boolean> {
  const [hours, days] = await Promise.all([
    ctx.sql`delete from hour_counts where ctid = any(array(select ctid from hour_counts where n = 0 limit ${atOnce} for update skip locked))`,
    ctx.sql`delete from day_counts where ctid = any(array(select ctid from day_counts where n = 0 limit ${atOnce} for update skip locked))`,
  ]);
  return hours.count === atOnce || days.count === atOnce;
}
