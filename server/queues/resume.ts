import { and, eq, isNotNull } from "drizzle-orm";
import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { builderOn } from "../db/client.ts";
import { queues } from "../db/schema/queues.ts";
import { DomainError } from "../errors.ts";
import { scopeOfQueue } from "./scope.ts";
import type { Resume } from "./input.ts";

/** Lets capture of a queue go on. Conflict: it is not paused. */
export async function resumeQueue(ctx: Ctx, input: Resume): Promise<void> {
  const where = await scopeOfQueue(ctx, input.id);
  const asked = { permission: "queue.pause", ...where } as const;
  await act(ctx, asked, async (tx, operation) => {
    const [resumed] = await builderOn(tx)
      .update(queues)
      .set({ pausedBy: null, pauseReason: null })
      .where(and(eq(queues.id, input.id), isNotNull(queues.pausedBy)))
      .returning({ id: queues.id });
    if (!resumed) throw new DomainError("conflict", "Capture of this queue is not paused.");
    operation.note({ data: { act: "resume" } });
    operation.announce("queues");
  });
}
