import type { Ctx } from "../context.ts";
import { dropParts } from "../selections/freeze.ts";
import { cancelSome } from "./cancel-some.ts";
import { changeReplayState } from "./change-state.ts";
import { leaveRest } from "./leave-rest.ts";

/**
 * Cancels what was not sent yet: those messages are dead again. What was sent stays sent; what is in a lane's hand is cancelled by it. Of many items the first are cancelled
 * at once, and workers cancel the rest.
 */
export function cancelReplay(ctx: Ctx, input: { readonly id: number; readonly reason: string }): Promise<void> {
  return changeReplayState(ctx, input, "cancelled", async (tx, operation) => {
    await dropParts(tx, { replayId: input.id });
    const rest = { replayId: input.id, reason: input.reason, principal: operation.principal, operation: operation.id };
    const { moved, isDone } = await cancelSome(tx, rest, operation.at);
    if (moved > 0) operation.announce("messages", "groups");
    if (!isDone) await leaveRest(tx, { ...rest, sent: null });
  });
}
