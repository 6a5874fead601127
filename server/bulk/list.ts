import { requestHolds } from "./act-on-selection.ts";
import { type By, byColumn } from "../access/by-column.ts";
import type { Ctx } from "../context.ts";
import type { MessageState } from "../messages/transitions.ts";

export interface BulkLine {
  readonly id: number;
  readonly state: "running" | "completed" | "cancelled";
  readonly to: Extract<MessageState, "discarded" | "dead">;
  readonly selection: string;
  readonly by: By;
  readonly total: number;
  readonly changed: number;
  readonly skipped: number;
}

/** Bulk discards and restores that go on, and those that ended less than a minute ago, if they were too large for one request. */
export function listBulks(ctx: Ctx): Promise<readonly BulkLine[]> {
  const ended = new Date(ctx.clock().getTime() - 60_000);
  return ctx.sql<BulkLine[]>`
    select id, state, case kind when 'restored' then 'dead' else 'discarded' end as to, selection,
      ${byColumn(ctx.sql, ctx.sql`principal_id`)} as by, total, changed, skipped
    from bulks where state = 'running' or (finished_at > ${ended} and total > ${requestHolds}) order by id desc limit 5`;
}
