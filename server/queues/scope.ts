import type { Place } from "../access/permissions.ts";
import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";

/** Where an act on a queue happens, and the queue's name; nowhere, and its number, when there is no such queue, or it is hidden. */
export async function scopeOfQueue(ctx: Ctx, id: number): Promise<{ readonly scope: readonly Place[]; readonly subject: string }> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "queue.view");
  const scope = await sql<Place[]>`select source, name as queue from queues where id = ${id} ${seenIn(sql, visible, sql`id`)}`;
  return { scope, subject: `queue ${scope[0]?.queue ?? id}` };
}
