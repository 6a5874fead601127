import type { Transaction } from "../db/client.ts";
import { moveItems } from "./items/move.ts";
import { actAtOnce, type Rest } from "./leave-rest.ts";
import { inHand } from "./send/batch.ts";

/** Cancels the next items of a cancelled replay. `isDone`: none is left, and none is in a lane's hand, who may yet hold it. */
export async function cancelSome(
  tx: Transaction,
  { replayId, reason, principal, operation }: Rest,
  at: Date,
): Promise<{ readonly moved: number; readonly isDone: boolean }> {
  // By an index each: together they would be read in the order of all items.
  const where = tx`i.id in (
    (select i.id from replay_items i where i.replay_id = ${replayId} and i.state = 'held' limit ${actAtOnce / 2})
    union all (select i.id from replay_items i where i.replay_id = ${replayId} and i.state = 'selected' and not ${inHand(tx)} order by i.id limit ${actAtOnce / 2}))`;
  const event = { kind: "cancelled", at, principal, operation, data: { reason } } as const;
  const { length: moved } = await moveItems(tx, event, { where, to: "cancelled" });
  const [{ isDone }] = await tx<[{ isDone: boolean }]>`
    select not exists (select from replay_batches where replay_id = ${replayId}) and not exists (select from replay_items where replay_id = ${replayId} and state = 'held')
      and not exists (select from replay_items where replay_id = ${replayId} and state = 'selected') as "isDone"`;
  return { moved, isDone };
}
