import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";

const atOnce = 1_000;

/**
 * Deletes alerts that were resolved longer ago than `retention.alertDays`, with their transitions, deliveries and what channels remember of them, a bounded
 * number at a time. One that fires, or is pending, is never deleted; of its history what is older goes. Answers whether there may be more.
 */
export async function deleteOldAlerts(ctx: Ctx): Promise<boolean> {
  const { alertDays } = ctx.config.retention;
  if (alertDays === null) return false;
  const asked = { permission: "alert.manage", scope: "everywhere", subject: "old alerts" } as const;
  return act(ctx, asked, async (tx, operation) => {
    const { count } = await tx`
      delete from alerts where id = any(array(
        select id from alerts where state = 'resolved' and resolved_at < now() - make_interval(days => ${alertDays}) order by resolved_at limit ${atOnce}
        for update skip locked)) and state = 'resolved'`;
    if (count > 0) ctx.log.info({ deleted: count, alertDays }, "alerts that were over long ago are deleted");
    const shortened = await forgetHistory(tx, alertDays);
    if (count + shortened > 0) operation.note({ data: { act: "expired", alerts: count, changes: shortened, alertDays } });
    else operation.drop();
    return count === atOnce || shortened === atOnce;
  });
}

/** Of each channel the newest notice stays, since whoever was told that it fires is told when it is over; and of each alert what happened last. */
async function forgetHistory(tx: Transaction, days: number): Promise<number> {
  const { count } = await tx`
    with old as (
      select t.alert_id, t.seq from alert_transitions t join alerts a on a.id = t.alert_id
      where t.at < now() - make_interval(days => ${days}) and a.state <> 'resolved' and t.seq < a.seq and not exists (
        select from deliveries d where d.alert_id = t.alert_id and d.seq = t.seq and (d.state in ('pending', 'sending') or not exists (
          select from deliveries n where n.alert_id = d.alert_id and n.channel = d.channel and n.seq > d.seq)))
      order by t.at limit ${atOnce}
    ), notices as (delete from deliveries d using old where d.alert_id = old.alert_id and d.seq = old.seq)
    delete from alert_transitions t using old where t.alert_id = old.alert_id and t.seq = old.seq`;
  return count;
}
