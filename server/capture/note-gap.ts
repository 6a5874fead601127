import type { Gap } from "../sources/log.ts";
import type { Ctx } from "../context.ts";
import { announce } from "../live/announce.ts";

/** Keeps what capture could never read. Told again after a crash, it is the same row; more may have gone by then. */
export async function noteGap(ctx: Ctx, { queueId, gap }: { readonly queueId: number; readonly gap: Gap }): Promise<void> {
  ctx.log.warn({ queueId, ...gap }, "messages went unread");
  await ctx.sql.begin(async (tx) => {
    await tx`
      insert into queue_gaps as g (queue_id, part, from_at, to_at, lost)
      values (${queueId}, ${gap.part}, ${gap.from}, ${gap.to}, ${gap.lost})
      on conflict (queue_id, part, from_at) do update set to_at = greatest(g.to_at, excluded.to_at), lost = greatest(g.lost, excluded.lost)`;
    await announce(tx, ["queues"]);
  });
}
