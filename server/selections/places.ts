import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import type { Place } from "../access/permissions.ts";
import { numberArray } from "../db/arrays.ts";
import { compileFilter } from "../messages/compile-filter.ts";
import type { Selection } from "../messages/input.ts";

/** The visible queues that an act on a selection touches, or may touch: those of the chosen rows, or of every group that a filter can mean. */
export async function placesOf(ctx: Ctx, selection: Selection): Promise<readonly Place[]> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "message.view");
  if ("ids" in selection)
    return sql<Place[]>`
      select source, name as queue from queues where id in (
        select distinct queue_id from messages where id = any(${numberArray(selection.ids)}::bigint[])
      ) ${seenIn(sql, visible, sql`id`)}`;
  const { groups } = compileFilter(sql, selection.filter, { now: new Date(selection.asOf), visible });
  return sql<Place[]>`
    select distinct q.source, q.name as queue from groups g join queues q on q.id = g.queue_id where ${groups ?? sql`true`}`;
}
