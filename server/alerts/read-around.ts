import type { Ctx } from "../context.ts";
import type { Alert } from "./alert.ts";
import { isOfDeadLetters } from "./first-step.ts";

/** What is known of the dead letters of an alert at this moment, beside its own number. */
export interface Around {
  /** Arrivals within the last `minutes`. */
  readonly arrived: number;
  readonly minutes: number;
  /** The oldest that is dead; null: none is. */
  readonly oldestAt: Date | null;
  /** When its broker deletes the first message of its queue; null: it deletes none, or that is not known. */
  readonly expiresAt: Date | null;
}

const minutes = 5;

/** null: it is not about dead letters, or about neither one group nor one queue. */
export async function readAround(
  { sql }: Pick<Ctx, "sql">,
  { groupId, queueId }: Pick<Alert, "groupId" | "queueId">,
  kind: string,
): Promise<Around | null> {
  if (!isOfDeadLetters(kind) || (groupId === null && queueId === null)) return null;
  const [row] = await sql<Omit<Around, "minutes">[]>`
    with own as (select id, queue_id from groups where ${groupId === null ? sql`queue_id = ${queueId}` : sql`id = ${groupId}`}),
      dead as (select group_id, min(day) filter (where n > 0) as day from day_counts where state = 'dead' and group_id in (select id from own) group by 1 having sum(n) > 0),
      first as (select * from dead where day = (select min(day) from dead))
    select coalesce((select sum(n) from minute_arrivals where group_id in (select id from own) and minute > now() - make_interval(mins => ${minutes}) and minute <= now()), 0)::bigint as arrived,
      (select min(o.sort_at) from first f cross join lateral (
        select sort_at from messages m where m.group_id = f.group_id and m.state = 'dead' and m.sort_at >= f.day and m.sort_at < f.day + interval '1 day'
        order by sort_at limit 1) o) as "oldestAt",
      (select min(q.expires_at) from queues q where q.id = coalesce(${queueId}, (select queue_id from own limit 1)) and (q.ready > 0 or q.ready is null)) as "expiresAt"`;
  return row ? { ...row, minutes } : null;
}
