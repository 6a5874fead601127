import type { Ctx } from "../../context.ts";
import type { Facts, GroupFact } from "../facts.ts";
import type { Rule } from "../rule.ts";
import { dayMs, type History, hourMs, type Known, momentOf, timesOf, wholeOf } from "./moment.ts";

type Named = Pick<GroupFact, "id" | "queueId" | "title" | "verdict" | "downstream" | "owner">;
const mostGroups = 10_000;

/** From when each failure was found until it is new no more. Whether somebody took care of it before is not looked at. */
export async function ofFound({ sql }: Pick<Ctx, "sql">, rule: Rule, known: Known, days: number): Promise<History> {
  const { now } = known;
  const from = new Date(now.getTime() - days * dayMs);
  const rows = await sql<(Named & { foundAt: Date })[]>`
    select g.id, g.queue_id as "queueId", g.title, g.verdict, g.downstream, o.team as owner, g.found_at as "foundAt"
    from groups g left join group_owners o on o.group_id = g.id where g.found_at > ${from} order by g.found_at limit ${mostGroups}`;
  const lifeMs = (rule.params["hours"] ?? 1) * hourMs;
  const stays = rows.map((row) => ({
    from: row.foundAt.getTime(),
    until: row.foundAt.getTime() + lifeMs,
    group: wholeOf(row.queueId, { ...row, dead: 1 }),
  }));
  return { from, to: now, rule, moments: momentsOf(rule, known, stays) };
}

interface Closed extends Named {
  readonly closedAt: Date;
  readonly backAt: Date;
  readonly until: Date | null;
}

/**
 * From the first death after a closing, as it was captured, until somebody decided about the group again. Closings are in the audit log; one before it began
 * counts where it still holds. A death whose message has been deleted since is not seen.
 */
export async function ofClosings({ sql }: Pick<Ctx, "sql">, rule: Rule, known: Known, days: number): Promise<History> {
  const { now } = known;
  const from = new Date(now.getTime() - days * dayMs);
  const rows = await sql<Closed[]>`
    with acts as (
      select substr(subject, 7)::bigint as id, data ->> 'act' as act, at from audit
      where permission = 'group.triage' and result = 'allowed' and subject ~ '^group [0-9]+$' and data ->> 'act' in ('close', 'reopen', 'acknowledge', 'mute')
      union select id, 'close', triaged_at from groups where triage = 'closed' and triaged_at is not null
    ), spans as (
      select id, act, at, lead(at) over (partition by id order by at, act) as until from (select distinct id, act, at from acts) a
    )
    select g.id, g.queue_id as "queueId", g.title, g.verdict, g.downstream, o.team as owner, s.at as "closedAt", b.at as "backAt", s.until
    from spans s join groups g on g.id = s.id left join group_owners o on o.group_id = g.id cross join lateral (
      select greatest(min(captured_at), s.at) as at from (
        select captured_at from messages m where m.group_id = g.id and m.sort_at > s.at order by m.sort_at limit 100) first
    ) b
    where s.act = 'close' and (s.until is null or s.until > ${from}) and b.at < coalesce(s.until, ${now}) order by b.at limit ${mostGroups}`;
  const stays = rows.map(({ closedAt, backAt, until, ...group }) => ({
    from: backAt.getTime(),
    until: until?.getTime() ?? Number.POSITIVE_INFINITY,
    group: wholeOf(group.queueId, {
      ...group,
      dead: 1,
      triage: "closed",
      triagedAt: closedAt,
      lastSeenAt: new Date(closedAt.getTime() + 1),
    }),
  }));
  return { from, to: now, rule, moments: momentsOf(rule, known, stays) };
}

interface Stay {
  readonly from: number;
  readonly until: number;
  readonly group: GroupFact;
}

function* momentsOf(rule: Rule, known: Known, stays: readonly Stay[]): Iterable<Facts> {
  const edges = stays.flatMap(({ from, until }) => [from, until]).filter(Number.isFinite);
  for (const at of timesOf(rule, edges, known.now))
    yield momentOf(known, at, { groups: stays.filter((stay) => stay.from <= at && stay.until > at).map(({ group }) => group) });
}
