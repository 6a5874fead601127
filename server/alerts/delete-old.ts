import type { Ctx } from "../context.ts";

const atOnce = 1_000;

/**
 * Deletes alerts that were resolved longer ago than `retention.alertDays`, with their transitions, deliveries and what channels remember of them, a bounded
 * number at a time. One that fires, or is pending, is never deleted. Answers whether there may be more.
 */
export async function deleteOldAlerts({ sql, config, log }: Pick<Ctx, "sql" | "config" | "log">): Promise<boolean> {
  const { alertDays } = config.retention;
  if (alertDays === null) return false;
  const { count } = await sql`
    delete from alerts where id = any(array(
      select id from alerts where state = 'resolved' and resolved_at < now() - make_interval(days => ${alertDays}) order by resolved_at limit ${atOnce}
      for update skip locked)) and state = 'resolved'`;
  if (count > 0) log.info({ deleted: count, alertDays }, "alerts that were over long ago are deleted");
  return count === atOnce;
}
