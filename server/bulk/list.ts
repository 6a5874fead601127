import { requestHolds } from "./act-on-selection.ts";
import { byColumn } from "../access/by-column.ts";
import { seenWithin, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import type { BulkLine } from "./output.ts";

/** Bulk discards and restores that go on, of visible queues alone, and those that ended less than a minute ago, if they were too large for one request. */
export async function listBulks(ctx: Ctx): Promise<readonly BulkLine[]> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "message.view");
  const ended = new Date(ctx.clock().getTime() - 60_000);
  return sql<BulkLine[]>`
    select id, state, case kind when 'restored' then 'dead' else 'discarded' end as to, selection,
      ${byColumn(sql, sql`principal_id`)} as by, total, changed, skipped, skipped_by as "skippedBy"
    from bulks where (state = 'running' or (finished_at > ${ended} and total > ${requestHolds})) ${seenWithin(sql, visible, sql`places`)} order by id desc limit 5`;
}
