import type { Ctx } from "../context.ts";
import { hoursSince } from "./move-counts.ts";

const atOnce = 5_000;

/** Charts by the minute look back an hour, those by the hour a week; previews of alerts a week by the minute, and by the hour a day more. */
const minutesKept = "8 days";
const arrivalsKept = "9 days";

/** Removes counts that have come down to nothing, and those that no chart shows any more, a bounded number at a time; true: there are more. */
export async function sweepCounts(ctx: Ctx): Promise<boolean> {
  const [hours, days, minutes, arrivals] = await Promise.all([
    ctx.sql`
      delete from hour_counts where ctid = any(array(
        select ctid from hour_counts where n = 0 or hour < ${hoursSince(ctx.clock())} limit ${atOnce} for update skip locked))`,
    ctx.sql`delete from day_counts where ctid = any(array(select ctid from day_counts where n = 0 limit ${atOnce} for update skip locked))`,
    ctx.sql`
      delete from minute_arrivals where ctid = any(array(
        select ctid from minute_arrivals where minute < ${ctx.clock()}::timestamptz - ${minutesKept}::interval limit ${atOnce} for update skip locked))`,
    ctx.sql`
      delete from hour_arrivals where ctid = any(array(
        select ctid from hour_arrivals where hour < ${ctx.clock()}::timestamptz - ${arrivalsKept}::interval limit ${atOnce} for update skip locked))`,
  ]);
  return [hours, days, minutes, arrivals].some(({ count }) => count === atOnce);
}
