import type { Ctx } from "../context.ts";
import { announce } from "../live/announce.ts";
import { moveMessages } from "../messages/move.ts";
import { takePart } from "../selections/freeze.ts";
import type { HistoryKind } from "../messages/transitions.ts";

/** Lets a bulk act happen to the next part of its messages, in one transaction. Answers whether there may be more. */
export function continueBulk(ctx: Ctx, id: number): Promise<boolean> {
  return ctx.sql.begin(async (tx) => {
    const [bulk] = await tx<[{ kind: HistoryKind; reason: string; principal: number; operation: number | null }?]>`
      select kind, reason, principal_id as principal, operation_id as operation from bulks where id = ${id} and state = 'running' for no key update`;
    if (!bulk) return false;
    const { reason, ...event } = bulk;
    const ids = await takePart(tx, { bulkId: id });
    const entries = (ids ?? []).map((messageId) => ({ messageId, data: { reason } }));
    const { length: changed } = await moveMessages(tx, { ...event, at: ctx.clock() }, entries);
    await tx`
      update bulks set changed = changed + ${changed}, skipped = skipped + ${entries.length - changed}, state = ${ids ? "running" : "completed"}::bulk_state,
        finished_at = ${ids ? null : ctx.clock()} where id = ${id}`;
    await announce(tx, changed > 0 ? ["messages", "groups", "bulk"] : ["bulk"]);
    return ids !== null;
  });
}

/** Goes on with the bulk acts that a request began. Answers whether there may be more. */
export async function continueBulks(ctx: Ctx): Promise<boolean> {
  const running = await ctx.sql<{ id: number }[]>`select id from bulks where state = 'running' order by id`;
  const more = await Promise.all(running.map(({ id }) => continueBulk(ctx, id)));
  return more.some(Boolean);
}
