import type { Candidate } from "../checks/candidate.ts";
import { candidateColumns, candidateOf, type CandidateRow, factsInForce, isFailingNow, needsInForce } from "../checks/candidate-row.ts";
import { visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { nowBegins, unreadMs } from "../failures/standing.ts";
import { isEdited } from "../messages/edited.ts";
import { chosenMessages } from "../selections/chosen.ts";
import type { PlanInput } from "./input.ts";

/** All chosen messages that checks see as the same. */
export interface MessageClass {
  readonly candidate: Candidate;
  /** The first and the last known death of them; null: none is known. */
  readonly first: Date | null;
  readonly last: Date | null;
  /** Whose death is not known. */
  readonly undated: number;
  /** The newest message of their groups: its death, or its capture where the death is not known. */
  readonly seenAt: Date;
  /** Of those groups the newest message came lately, and does not say when it died. */
  readonly undatedNow: boolean;
  /** Their queue is captured, and was heard of lately. */
  readonly isRead: boolean;
  /** Ids of a few of them, the newest first. */
  readonly newest: readonly number[];
}

/**
 * The chosen messages are read once and summed by what they are judged by, so that a million come down to a few rows. They are read page by page: one
 * index entry after the other takes twice as long for a million. The newest ids of three kinds are enough to show three messages of any class.
 */
export async function readClasses(ctx: Ctx, { selection, target }: PlanInput): Promise<readonly MessageClass[]> {
  const now = ctx.clock();
  const visible = await visibleQueues(ctx, "message.view");
  const rows = await ctx.sql.begin(async (sql) => {
    await sql`set local enable_indexscan = off`;
    return sql<(CandidateRow & Omit<MessageClass, "candidate"> & { readonly n: number; readonly failing: readonly number[] | null })[]>`
      with m as (
        select m.group_id, m.state, m.replay_count, ${factsInForce(sql)} as route_facts, ${needsInForce(sql)} as needs, ${isEdited(sql)} as edited, count(*) as n, min(m.sort_at) filter (where m.death_known) as first,
          max(m.sort_at) filter (where m.death_known) as last, count(*) filter (where not m.death_known) as undated,
          array[max(m.id) filter (where m.id % 3 = 0), max(m.id) filter (where m.id % 3 = 1), max(m.id) filter (where m.id % 3 = 2)] as newest
        from messages m left join derivations d on d.queue_id = m.queue_id where ${chosenMessages(ctx, selection, visible, "array")} group by 1, 2, 3, 4, 5, 6
      )
      select ${candidateColumns(sql, sql`m.route_facts`, sql`m.edited`, sql`m.needs`)}, array_agg(distinct g.id) filter (where ${isFailingNow(sql, now)}) as failing,
        max(g.last_seen_at) as "seenAt", bool_or(not g.last_death_known and g.last_seen_at >= ${nowBegins(now)}) as "undatedNow",
        bool_and(coalesce(q.state = 'running' and q.alive_at > ${new Date(now.getTime() - unreadMs)}, false)) as "isRead", sum(m.n) filter (where t.nth = 1)::bigint as n, min(m.first) as first, max(m.last) as last,
        sum(m.undated) filter (where t.nth = 1)::bigint as undated,
        (array_agg(t.id order by t.id desc) filter (where t.id is not null))[1:3] as newest
      from m join groups g on g.id = m.group_id join queues q on q.id = g.queue_id cross join unnest(m.newest) with ordinality as t(id, nth)
      group by q.id, g.origin, g.verdict, m.state, m.replay_count, m.route_facts, m.needs, m.edited, ${isFailingNow(sql, now)}`;
  });
  return rows.map(({ n, failing, first, last, undated, seenAt, undatedNow, isRead, newest, ...row }) => ({
    candidate: candidateOf(ctx, row, { target, ordered: false }, { n, message: null, failing: failing ?? [] }),
    first,
    last,
    undated,
    seenAt,
    undatedNow,
    isRead,
    newest,
  }));
}
