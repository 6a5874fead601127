import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";

const atOnce = 5_000;

/**
 * Deletes transitions of breakers that are older than `retention.alertDays`, a bounded number at a time. The last of each that is older stays: it says how what is kept began. Answers
 * whether there may be more.
 */
export async function deleteOldTransitions(ctx: Ctx): Promise<boolean> {
  const { alertDays } = ctx.config.retention;
  if (alertDays === null) return false;
  const asked = { permission: "alert.manage", scope: "everywhere", subject: "old changes of breakers" } as const;
  return act(ctx, asked, async (tx, operation) => {
    const old = tx`now() - make_interval(days => ${alertDays})`;
    const { count } = await tx`
      delete from breaker_transitions where id in (
        select t.id from breaker_transitions t where t.at < ${old} and exists (
          select from breaker_transitions n where n.downstream = t.downstream and n.voice = t.voice and (n.at, n.id) > (t.at, t.id) and n.at < ${old})
        order by t.id limit ${atOnce} for update skip locked)`;
    if (count === 0) operation.drop();
    else {
      ctx.log.info({ deleted: count, alertDays }, "old changes of breakers are deleted");
      operation.note({ data: { act: "expired", changes: count, alertDays } });
    }
    return count === atOnce;
  });
}
