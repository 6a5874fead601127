import { principalId } from "../access/remember-principal.ts";
import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import { isCopy } from "../messages/copies.ts";
import type { Confirmed } from "../messages/input.ts";
import type { Copies } from "./output.ts";

/** Each is looked for by itself, which no person waits for in a million messages. */
const lookedAt = 10_000;

/**
 * How many of these messages, in queues that are visible, were released and captured again since: a restore makes both copies dead, so that both can be replayed. Of more
 * than `most` released messages only so many are looked at. None are where somebody else prepared the selection.
 */
export async function countCopies(ctx: Ctx, { selection }: { readonly selection: Confirmed }, most = lookedAt): Promise<Copies> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "message.view");
  const ids =
    "ids" in selection
      ? sql`unnest(${numberArray(selection.ids)}::bigint[])`
      : sql`(
          select unnest(p.message_ids) from selection_parts p join prepared_selections s on s.id = p.prepared_id
          where s.id = ${selection.prepared} and s.principal_id = ${await principalId(ctx)})`;
  const [{ n, released }] = await sql<[{ n: number; released: number }]>`
    select count(*) filter (where exists (select from messages n where n.id > m.id and n.state <> 'discarded' and ${isCopy(sql)})) as n, count(*) as released
    from (
      select m.id, m.lineage_id from ${ids} as chosen(id) join messages m on m.id = chosen.id and m.state = 'released' ${seenIn(sql, visible, sql`m.queue_id`)}
      limit ${most + 1}
    ) m`;
  return { n, lookedAt: released > most ? most : null };
}
