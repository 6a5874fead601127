import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import type { ReadAgain } from "../queues/input.ts";
import { scopeOfQueue } from "../queues/scope.ts";

/**
 * Lets a log be read again from its first record on, or decides that what is older than this database stays out of it. Capture obeys within a second;
 * records that are here already are not stored twice. Conflict: nothing of the queue was ever read, so there is nothing to decide.
 */
export async function readAgain(ctx: Ctx, { id, choice, reason }: ReadAgain): Promise<void> {
  const where = await scopeOfQueue(ctx, id);
  const asked = { permission: "queue.pause", ...where, reason } as const;
  await act(ctx, asked, async (tx, operation) => {
    const [{ older }] = await tx<[{ older: number }]>`
      select coalesce(sum(missing), 0)::bigint as older from log_positions where queue_id = ${id}`;
    const changed =
      choice === "read"
        ? await tx`
          update log_positions set next_at = null, last_at = null, mark = null, since_at = null, missing = 0, again = 0, noticed_at = null,
            epoch = (select max(epoch) + 1 from log_positions where queue_id = ${id})
          where queue_id = ${id}`
        : await tx`update log_positions set since_at = null, missing = 0 where queue_id = ${id} and missing > 0`;
    if (changed.count === 0)
      throw new DomainError(
        "conflict",
        choice === "read"
          ? "Redrive has not read this queue yet, or its messages do not stay."
          : "This queue has no older records to leave out.",
      );
    operation.note({ data: { act: choice === "read" ? "read_again" : "leave_out", older } });
    operation.announce("queues");
  });
}
