import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import type { Alert } from "./alert.ts";
import { isOfDeadLetters } from "./first-step.ts";
import { wholeOf } from "./history/moment.ts";
import type { GroupFact } from "./facts.ts";
import { groupSeen, narrowsGroups } from "./match.ts";
import { queueStanding } from "./queue-standing.ts";
import type { RuleSpec } from "./rule.ts";

/** What is known of the dead letters of an alert at this moment, beside its own number. */
export interface Around {
  /** Arrivals within the last `minutes`; null: nobody counts them, as where a queue is only watched. */
  readonly arrived: number | null;
  readonly minutes: number;
  /** Since when its queue is not read, so that what arrives is not known; null: it is. */
  readonly unreadSince: Date | null;
  /** The oldest that is dead; null: none is, or nobody knows. */
  readonly oldestAt: Date | null;
  /** When its broker deletes the first message of its queue; null: it deletes none, or that is not known. */
  readonly expiresAt: Date | null;
}

interface Standing {
  readonly queueId: number;
  readonly captured: boolean;
  readonly paused: boolean;
  readonly blindSince: Date | null;
  readonly stateSince: Date;
  readonly waitingSince: Date | null;
  readonly expiresAt: Date | null;
}

const minutes = 5;

/** null: it is not about dead letters, or about neither one group nor one queue, or the rule looks at event types, which arrivals do not tell. */
export async function readAround(
  ctx: Pick<Ctx, "sql">,
  { groupId, queueId }: Pick<Alert, "groupId" | "queueId">,
  { kind, where }: Pick<RuleSpec, "kind" | "where">,
  now: Date,
): Promise<Around | null> {
  if (!isOfDeadLetters(kind) || (groupId === null && queueId === null) || where.eventTypes.length > 0) return null;
  const queue = await readStanding(ctx, { groupId, queueId }, now);
  if (!queue) return null;
  const isPart = groupId === null && narrowsGroups(where);
  const unreadSince = queue.paused ? queue.stateSince : queue.blindSince;
  const known = { minutes, unreadSince, expiresAt: unreadSince || isPart ? null : queue.expiresAt };
  if (!queue.captured) return { ...known, arrived: null, oldestAt: unreadSince || isPart ? null : queue.waitingSince };
  return { ...known, ...(await readDead(ctx, groupId === null ? await readLookedAt(ctx, queue.queueId, { where, now }) : [groupId])) };
}

async function readStanding(
  { sql }: Pick<Ctx, "sql">,
  { groupId, queueId }: Pick<Alert, "groupId" | "queueId">,
  now: Date,
): Promise<Standing | undefined> {
  const [queue] = await sql<Standing[]>`
    select q.id as "queueId", ${queueStanding(sql, now)}, q.state_since as "stateSince", case when q.ready > 0 then q.oldest_at end as "waitingSince",
      case when q.ready > 0 or q.ready is null then q.expires_at end as "expiresAt"
    from queues q left join sources s on s.name = q.source where q.id = ${groupId === null ? queueId : sql`(select queue_id from groups where id = ${groupId})`}`;
  return queue;
}

/** The groups of a queue that a rule looks at. */
async function readLookedAt(
  { sql }: Pick<Ctx, "sql">,
  queueId: number,
  { where, now }: Pick<RuleSpec, "where"> & { readonly now: Date },
): Promise<readonly number[]> {
  const groups = await sql<Pick<GroupFact, "id" | "verdict" | "owner">[]>`
    select g.id, g.verdict, o.team as owner from groups g left join group_owners o on o.group_id = g.id
    where g.queue_id = ${queueId} and not (g.triage = 'muted' and coalesce(g.muted_until > ${now}, false))`;
  return groups.filter((group) => groupSeen(where, wholeOf(queueId, group))).map(({ id }) => id);
}

async function readDead({ sql }: Pick<Ctx, "sql">, groups: readonly number[]): Promise<Pick<Around, "arrived" | "oldestAt">> {
  const own = sql`any(${numberArray(groups)}::bigint[])`;
  const [row] = await sql<[Pick<Around, "arrived" | "oldestAt">]>`
    with dead as (
      select group_id, min(day) filter (where n > 0) as day from day_counts where state = 'dead' and group_id = ${own} group by 1 having sum(n) > 0
    ), first as (select * from dead where day = (select min(day) from dead))
    select coalesce((select sum(n) from minute_arrivals where group_id = ${own} and minute > now() - make_interval(mins => ${minutes}) and minute <= now()), 0)::bigint as arrived,
      (select min(o.sort_at) from first f cross join lateral (
        select sort_at from messages m where m.group_id = f.group_id and m.state = 'dead' and m.sort_at >= f.day and m.sort_at < f.day + interval '1 day'
        order by sort_at limit 1) o) as "oldestAt"`;
  return row;
}
