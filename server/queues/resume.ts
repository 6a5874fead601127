import { and, eq, isNotNull } from "drizzle-orm";
import { recordAudit } from "../audit/record.ts";
import type { Ctx } from "../context.ts";
import { queues } from "../db/schema/queues.ts";
import { DomainError } from "../errors.ts";
import { announceInTransaction } from "../live/announce-tx.ts";
import type { Resume } from "./input.ts";

/** Lets capture of a queue go on. Conflict: it is not paused. */
export async function resumeQueue(ctx: Ctx, input: Resume): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [resumed] = await tx
      .update(queues)
      .set({ pausedBy: null, pauseReason: null })
      .where(and(eq(queues.id, input.id), isNotNull(queues.pausedBy)))
      .returning({ name: queues.name });
    if (!resumed) throw new DomainError("conflict", "Capture of this queue is not paused.");
    await recordAudit(ctx, tx, { permission: "queue.pause", subject: `queue ${resumed.name}`, data: { act: "resume" } });
    await announceInTransaction(tx, ["queues", "audit"]);
  });
}
