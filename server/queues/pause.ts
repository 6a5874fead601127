import { and, eq, isNull } from "drizzle-orm";
import { actorText } from "../access/actor.ts";
import { recordAudit } from "../audit/record.ts";
import type { Ctx } from "../context.ts";
import { queues } from "../db/schema/queues.ts";
import { DomainError } from "../errors.ts";
import { announceInTransaction } from "../live/announce-tx.ts";
import type { Pause } from "./input.ts";

/** Asks for capture of a queue to rest; collectors obey within a second and finish what they hold. Conflict: it rests already. */
export async function pauseQueue(ctx: Ctx, input: Pause): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [paused] = await tx
      .update(queues)
      .set({ pausedBy: actorText(ctx.actor), pauseReason: input.reason })
      .where(and(eq(queues.id, input.id), eq(queues.watched, true), isNull(queues.pausedBy)))
      .returning({ name: queues.name });
    if (!paused) throw new DomainError("conflict", "Capture of this queue is paused already, or the queue is not watched.");
    await recordAudit(ctx, tx, {
      permission: "queue.pause",
      subject: `queue ${paused.name}`,
      reason: input.reason,
      data: { act: "pause" },
    });
    await announceInTransaction(tx, ["queues", "audit"]);
  });
}
