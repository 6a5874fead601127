import { act } from "../access/act.ts";
import { seenWithin, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import type { Skipped } from "../db/schema/selections.ts";
import type { Place } from "../access/permissions.ts";
import { DomainError } from "../errors.ts";
import { dropParts } from "../selections/freeze.ts";
import type { BulkCancel } from "./input.ts";

/** Ends a bulk discard or restore: what has changed stays changed, what waits stays as it is. Conflict: it is over already. */
export async function cancelBulk(ctx: Ctx, { id, reason }: BulkCancel): Promise<void> {
  const visible = await visibleQueues(ctx, "message.view");
  const [{ places } = { places: [] }] = await ctx.sql<{ places: Place[] }[]>`
    select places from bulks where id = ${id} ${seenWithin(ctx.sql, visible, ctx.sql`places`)}`;
  await act(ctx, { permission: "message.discard", scope: places, subject: `bulk ${id}`, reason }, async (tx, operation) => {
    const [bulk] = await tx<[{ changed: number; skipped: Skipped; total: number }?]>`
      update bulks set state = 'cancelled', finished_at = ${operation.at} where id = ${id} and state = 'running' returning changed, skipped_by as skipped, total`;
    if (!bulk) throw new DomainError("conflict", "It is over already: nothing is left to cancel.");
    await dropParts(tx, { bulkId: id });
    operation.note({ data: { act: "cancel", ...bulk } });
    operation.announce("bulk");
  });
}
