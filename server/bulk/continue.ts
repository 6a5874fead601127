import { act } from "../access/act.ts";
import type { Place } from "../access/permissions.ts";
import { systemPrincipal } from "../access/principal.ts";
import type { Ctx } from "../context.ts";
import type { Skipped } from "../db/schema/selections.ts";
import { announce } from "../live/announce.ts";
import { moveMessages } from "../messages/move.ts";
import { takePart } from "../selections/freeze.ts";
import type { HistoryKind } from "../messages/transitions.ts";
import { addSkipped, countSkipped } from "./count-skipped.ts";

/** Lets a bulk act happen to the next part of its messages, in one transaction, and ends it when there is none. Answers whether there may be more. */
export async function continueBulk(ctx: Ctx, id: number): Promise<boolean> {
  const next = await ctx.sql.begin(async (tx) => {
    const [bulk] = await tx<[{ kind: HistoryKind; reason: string; principal: number; operation: number | null; skippedBy: Skipped }?]>`
      select kind, reason, principal_id as principal, operation_id as operation, skipped_by as "skippedBy"
      from bulks where id = ${id} and state = 'running' for no key update`;
    if (!bulk) return "over";
    const { reason, skippedBy, ...event } = bulk;
    const ids = await takePart(tx, { bulkId: id });
    if (!ids) return "end";
    const entries = ids.map((messageId) => ({ messageId, data: { reason } }));
    const moved = await moveMessages(tx, { ...event, at: ctx.clock() }, entries);
    const skipped = addSkipped(skippedBy, await countSkipped(tx, ids, moved));
    await tx`
      update bulks set changed = changed + ${moved.length}, skipped = skipped + ${ids.length - moved.length},
        skipped_by = ${JSON.stringify(skipped)}::text::jsonb where id = ${id}`;
    await announce(tx, moved.length > 0 ? ["messages", "groups", "bulk"] : ["bulk"]);
    return "more";
  });
  if (next === "end") await endBulk(ctx, id);
  return next === "more";
}

/** An act of Redrive, so that the audit log says what was done of what was chosen. */
async function endBulk(ctx: Ctx, id: number): Promise<void> {
  const [{ places, operation } = { places: [], operation: null }] = await ctx.sql<{ places: Place[]; operation: number | null }[]>`
    select places, operation_id as operation from bulks where id = ${id}`;
  const asked = {
    permission: "message.discard",
    scope: places,
    subject: `bulk ${id}`,
    ...(operation === null ? {} : { operation }),
  } as const;
  await act({ ...ctx, principal: systemPrincipal("worker"), address: null }, asked, async (tx, { at, note, drop, announce: say }) => {
    const [done] = await tx<[{ changed: number; skipped: Skipped; total: number }?]>`
      update bulks set state = 'completed', finished_at = ${at} where id = ${id} and state = 'running' returning changed, skipped_by as skipped, total`;
    if (!done) return drop();
    note({ data: { act: "complete", ...done } });
    say("bulk");
  });
}

/** Goes on with the bulk acts that a request began. Answers whether there may be more. */
export async function continueBulks(ctx: Ctx): Promise<boolean> {
  const running = await ctx.sql<{ id: number }[]>`select id from bulks where state = 'running' order by id`;
  const more = await Promise.all(running.map(({ id }) => continueBulk(ctx, id)));
  return more.some(Boolean);
}
