import type { Ctx } from "../context.ts";
import { announceChange } from "../live/announce.ts";
import { appendHistory } from "../messages/append-history.ts";
import { takeRun } from "../selections/freeze.ts";
import type { HistoryKind } from "../messages/transitions.ts";

/** Lets a change happen to the next run of its messages, in one transaction. Answers whether there may be more. */
export function changeRun(ctx: Ctx, id: number): Promise<boolean> {
  return ctx.sql.begin(async (tx) => {
    const [change] = await tx<[{ kind: HistoryKind; reason: string; actor: string }?]>`
      select kind, reason, actor from changes where id = ${id} and state = 'running' for no key update`;
    if (!change) return false;
    const { kind, reason, actor } = change;
    const ids = await takeRun(tx, { changeId: id });
    const entries = (ids ?? []).map((messageId) => ({ messageId, data: { reason } }));
    const { length: changed } = await appendHistory(tx, { kind, at: ctx.clock(), actor }, entries);
    await tx`
      update changes set changed = changed + ${changed}, skipped = skipped + ${entries.length - changed}, state = ${ids ? "running" : "completed"}::change_state,
        finished_at = ${ids ? null : ctx.clock()} where id = ${id}`;
    await announceChange(tx, changed > 0 ? ["messages", "groups", "changes"] : ["changes"]);
    return ids !== null;
  });
}

/** Goes on with the changes that a request began. Answers whether there may be more. */
export async function continueChanges(ctx: Ctx): Promise<boolean> {
  const running = await ctx.sql<{ id: number }[]>`select id from changes where state = 'running' order by id`;
  const more = await Promise.all(running.map(({ id }) => changeRun(ctx, id)));
  return more.some(Boolean);
}
