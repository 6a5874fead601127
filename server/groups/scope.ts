import type { Place } from "../access/permissions.ts";
import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";

/** The queue that a group lies in; none when there is no such group, or it is hidden. */
export async function scopeOf(ctx: Ctx, id: number): Promise<readonly Place[]> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "group.view");
  return sql<Place[]>`
    select q.source, q.name as queue from groups g join queues q on q.id = g.queue_id
    where g.id = ${id} ${seenIn(sql, visible, sql`g.queue_id`)}`;
}
