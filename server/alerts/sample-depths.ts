import { numberArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import type { Ctx } from "../context.ts";
import type { Facts } from "./facts.ts";

/** Notes how much is dead and waits in each queue, where that has changed since it was noted last. */
export async function sampleDepths(tx: Transaction, { now, queues, groups }: Facts): Promise<void> {
  if (queues.length === 0) return;
  const dead = new Map<number, number>();
  for (const { queueId, dead: n } of groups) dead.set(queueId, (dead.get(queueId) ?? 0) + n);
  await tx`
    insert into alert_depths as d (queue_id, at, dead, ready)
    select t.id, date_trunc('minute', ${now}::timestamptz), t.dead, t.ready from unnest(
      ${numberArray(queues.map(({ id }) => id))}::int[], ${numberArray(queues.map(({ id }) => dead.get(id) ?? 0))}::int[],
      ${numberArray(queues.map(({ ready, blindSince }) => (blindSince ? null : ready)))}::int[]
    ) as t(id, dead, ready) left join lateral (
      select dead, ready from alert_depths l where l.queue_id = t.id order by at desc limit 1
    ) last on true
    where last.dead is distinct from t.dead or last.ready is distinct from t.ready
    on conflict (queue_id, at) do update set dead = excluded.dead, ready = excluded.ready`;
}

const keptDays = 8;
const atOnce = 10_000;

/** Removes samples that no preview looks at any more, a bounded number at a time; true: there are more. */
export async function sweepAlertDepths(ctx: Ctx): Promise<boolean> {
  const { count } = await ctx.sql`
    delete from alert_depths where ctid = any(array(select ctid from alert_depths where at < now() - make_interval(days => ${keptDays}) limit ${atOnce}))`;
  return count === atOnce;
}
