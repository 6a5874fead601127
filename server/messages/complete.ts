import type { Ctx } from "../context.ts";

export interface Completion {
  readonly value: string;
  readonly n: number;
}

const most = 8;

/** Values that a qualifier has among dead messages and that hold `part`, the most frequent first. */
export async function completeFilter(
  ctx: Ctx,
  { qualifier, part }: { readonly qualifier: string; readonly part: string },
): Promise<readonly Completion[]> {
  const { sql } = ctx;
  const columns = {
    queue: sql`q.name`,
    source: sql`q.source`,
    type: sql`c.event_type`,
    error: sql`g.error_type`,
    downstream: sql`g.downstream`,
    verdict: sql`g.verdict::text`,
    category: sql`g.category::text`,
  };
  const column = Object.hasOwn(columns, qualifier) ? columns[qualifier as keyof typeof columns] : null;
  if (!column) return [];
  return sql<Completion[]>`
    select ${column} as value, sum(c.n)::bigint as n
    from day_counts c join groups g on g.id = c.group_id join queues q on q.id = g.queue_id
    where c.state = 'dead' and ${column} ilike ${`%${part.replace(/[\\%_]/g, "\\$&")}%`} and ${column} <> ''
    group by 1 having sum(c.n) > 0 order by 2 desc, 1 limit ${most}`;
}
