import { likeHolding } from "../text/like.ts";
import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import type { Completion } from "./output.ts";

/** Values of one qualifier, and of each when none is named. */
const most = 8;
const mostEach = 2;
const identifiers = ["event", "key"] as const;
const anywhere = ["error", "category", "type", "queue", "downstream"] as const;

/**
 * Values that a qualifier has among dead messages and that hold `part`, the most frequent first; "" looks through those that people search
 * by, and first of all whether `part` is the id or the key of an event.
 */
export async function completeFilter(
  ctx: Ctx,
  { qualifier, part }: { readonly qualifier: string; readonly part: string },
): Promise<readonly Completion[]> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "message.view");
  const columns = {
    queue: sql`q.name`,
    source: sql`q.source`,
    type: sql`c.event_type`,
    error: sql`g.error_type`,
    downstream: sql`g.downstream`,
    verdict: sql`g.verdict::text`,
    category: sql`g.category::text`,
  };
  const like = likeHolding(part);
  const read = (name: keyof typeof columns, limit: number) => sql<Completion[]>`
    select ${name} as qualifier, ${columns[name]} as value, sum(c.n)::bigint as n
    from day_counts c join groups g on g.id = c.group_id join queues q on q.id = g.queue_id
    where c.state = 'dead' and ${columns[name]} ilike ${like} and ${columns[name]} <> '' ${seenIn(sql, visible, sql`g.queue_id`)}
    group by 2 having sum(c.n) > 0 order by 3 desc, 2 limit ${limit}`;
  const identify = (name: (typeof identifiers)[number]) => sql<Completion[]>`
    select ${name} as qualifier, ${part} as value, count(*) as n from messages m
    where m.state = 'dead' and ${name === "event" ? sql`m.event_id` : sql`m.event_key`} = ${part} ${seenIn(sql, visible, sql`m.queue_id`)} having count(*) > 0`;
  if (qualifier === "") return (await Promise.all([...identifiers.map(identify), ...anywhere.map((name) => read(name, mostEach))])).flat();
  return Object.hasOwn(columns, qualifier) ? read(qualifier as keyof typeof columns, most) : [];
}
