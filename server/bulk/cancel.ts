import { recordAuditRaw } from "../audit/record-raw.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { announceChange } from "../live/announce.ts";
import { dropRuns } from "../selections/freeze.ts";
import type { ChangeCancel } from "./input.ts";

/** Ends a bulk discard or restore: what has changed stays changed, what waits stays as it is. Conflict: it is over already. */
export async function cancelChange(ctx: Ctx, { id, reason }: ChangeCancel): Promise<void> {
  await ctx.sql.begin(async (tx) => {
    const [change] = await tx<[{ changed: number; total: number }?]>`
      update changes set state = 'cancelled', finished_at = ${ctx.clock()} where id = ${id} and state = 'running' returning changed, total`;
    if (!change) throw new DomainError("conflict", "It is over already: nothing is left to cancel.");
    await dropRuns(tx, { changeId: id });
    await recordAuditRaw(ctx, tx, { permission: "message.discard", subject: `change ${id}`, reason, data: { act: "cancel", ...change } });
    await announceChange(tx, ["changes", "audit"]);
  });
}
