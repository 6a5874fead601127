import { type Visibility, seenIn } from "../access/visible.ts";
import type { Ctx } from "../context.ts";

/**
 * The highest id of the messages that are visible; 0: there is none. What is hidden changes nothing in it. As a rule one is among the 5,000 newest: a constant,
 * since with a parameter Postgres plans the statement each time. Where visible queues have been silent for long, the index on groups finds it, since none
 * leads from a queue to its messages.
 */
export async function newestSeen({ sql }: Pick<Ctx, "sql">, visible: Visibility): Promise<number> {
  if (visible === "everywhere") {
    const [top] = await sql<[{ id: number }]>`select coalesce(max(id), 0)::bigint as id from messages`;
    return top.id;
  }
  const [top] = await sql<[{ id: number }]>`
    select coalesce(
      (select r.id from (select m.id, m.queue_id from messages m order by m.id desc limit 5000) r where true ${seenIn(sql, visible, sql`r.queue_id`)}
        order by r.id desc limit 1),
      (select max(m.id) from messages m where m.group_id = any(array(select g.id from groups g where true ${seenIn(sql, visible, sql`g.queue_id`)}))),
      0)::bigint as id`;
  return top.id;
}
