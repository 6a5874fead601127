import { and, eq, isNull } from "drizzle-orm";
import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { builderOn } from "../db/client.ts";
import { queues } from "../db/schema/queues.ts";
import { DomainError } from "../errors.ts";
import { scopeOfQueue } from "./scope.ts";
import type { Pause } from "./input.ts";

/** Asks for capture of a queue to rest; collectors obey within a second and finish what they hold. Conflict: it rests already. */
export async function pauseQueue(ctx: Ctx, input: Pause): Promise<void> {
  const where = await scopeOfQueue(ctx, input.id);
  const asked = { permission: "queue.pause", ...where, reason: input.reason } as const;
  await act(ctx, asked, async (tx, operation) => {
    const [paused] = await builderOn(tx)
      .update(queues)
      .set({ pausedBy: operation.principal, pauseReason: input.reason })
      .where(and(eq(queues.id, input.id), eq(queues.watched, true), isNull(queues.pausedBy)))
      .returning({ id: queues.id });
    if (!paused) throw new DomainError("conflict", "Capture of this queue is paused already, or the queue is not watched.");
    operation.note({ data: { act: "pause" } });
    operation.announce("queues");
  });
}
