import { requestHolds } from "./act-on-selection.ts";
import type { Ctx } from "../context.ts";
import type { MessageState } from "../messages/transitions.ts";

export interface ChangeLine {
  readonly id: number;
  readonly state: "running" | "completed" | "cancelled";
  readonly to: Extract<MessageState, "discarded" | "dead">;
  readonly selection: string;
  readonly actor: string;
  readonly total: number;
  readonly changed: number;
  readonly skipped: number;
}

/** Bulk discards and restores that go on, and those that ended less than a minute ago, if they were too large for one request. */
export function listChanges(ctx: Ctx): Promise<readonly ChangeLine[]> {
  const ended = new Date(ctx.clock().getTime() - 60_000);
  return ctx.sql<ChangeLine[]>`
    select id, state, case kind when 'restored' then 'dead' else 'discarded' end as to, selection, actor, total, changed, skipped
    from changes where state = 'running' or (finished_at > ${ended} and total > ${requestHolds}) order by id desc limit 5`;
}
