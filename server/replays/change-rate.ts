import { recordAuditRaw } from "../audit/record-raw.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { announceChange } from "../live/announce.ts";

/** Another speed for a replay that has not ended; it acts within a second. */
export async function changeRate(ctx: Ctx, { id, rate }: { readonly id: number; readonly rate: number | null }): Promise<void> {
  await ctx.sql.begin(async (tx) => {
    const changed =
      await tx`update replays set rate = ${rate}, tokens = 0, refilled_at = clock_timestamp() where id = ${id} and state in ('running', 'paused')`;
    if (changed.count === 0) throw new DomainError("conflict", `Replay ${id} has ended, or there is none.`);
    await recordAuditRaw(ctx, tx, { permission: "replay.start", subject: `replay ${id}`, data: { rate } });
    await announceChange(tx, ["replays", "audit"]);
  });
}
