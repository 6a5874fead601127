import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";

/** The answer to an act on chosen rows of which none is there. */
export const noneThere = "None of these messages is there.";

/** Those of chosen rows that whoever acts may see, once each and in their order: a hidden message is like one that was deleted. */
export async function seenIds(ctx: Ctx, chosen: readonly number[]): Promise<readonly number[]> {
  const { sql } = ctx;
  const ids = [...new Set(chosen)].toSorted((a, b) => a - b);
  const visible = await visibleQueues(ctx, "message.view");
  if (visible === "everywhere") return ids;
  const seen = await sql<{ id: number }[]>`
    select m.id from messages m where m.id = any(${numberArray(ids)}::bigint[]) ${seenIn(sql, visible, sql`m.queue_id`)} order by m.id`;
  return seen.map(({ id }) => id);
}
