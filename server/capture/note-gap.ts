import type { Gap } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import { announce } from "../live/announce.ts";

/** Keeps what capture could never read. Told again after a crash, it is the same row; more may have gone by then. */
export async function noteGap(ctx: Ctx, { queueId, gap }: { readonly queueId: number; readonly gap: Gap }): Promise<void> {
  ctx.log.warn({ queueId, partition: gap.partition, from: String(gap.from), to: gap.to && String(gap.to) }, "messages went unread");
  await ctx.sql.begin(async (tx) => {
    await tx`
      insert into queue_gaps as g (queue_id, partition, from_offset, to_offset)
      values (${queueId}, ${gap.partition}, ${String(gap.from)}, ${gap.to === null ? null : String(gap.to)})
      on conflict (queue_id, partition, from_offset) do update set to_offset = greatest(g.to_offset, excluded.to_offset)`;
    await announce(tx, ["queues"]);
  });
}
