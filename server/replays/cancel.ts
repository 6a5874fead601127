import type { Ctx } from "../context.ts";
import { dropParts } from "../selections/freeze.ts";
import { moveItems } from "./items/move.ts";
import { inHand } from "./send/batch.ts";
import { changeReplayState } from "./change-state.ts";

/** Cancels what was not sent yet: those messages are dead again. What was sent stays sent; what is in a lane's hand is cancelled by it. */
export function cancelReplay(ctx: Ctx, input: { readonly id: number; readonly reason: string }): Promise<void> {
  return changeReplayState(ctx, input, "cancelled", async (tx, operation) => {
    await dropParts(tx, { replayId: input.id });
    const { at, principal, id } = operation;
    const where = tx`i.replay_id = ${input.id} and (i.state = 'held' or i.state = 'selected' and not ${inHand(tx)})`;
    const event = { kind: "cancelled", at, principal, operation: id, data: { reason: input.reason } } as const;
    const items = await moveItems(tx, event, { where, to: "cancelled" });
    if (items.length > 0) operation.announce("messages", "groups");
  });
}
