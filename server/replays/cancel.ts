import type { Ctx } from "../context.ts";
import { appendHistory } from "../messages/append-history.ts";
import { dropParts } from "../selections/freeze.ts";
import { inHand } from "./send/batch.ts";
import { changeReplayState } from "./change-state.ts";

const atOnce = 5_000;

/** Cancels what was not sent yet: those messages are dead again. What was sent stays sent; what is in a lane's hand is cancelled by it. */
export function cancelReplay(ctx: Ctx, input: { readonly id: number; readonly reason: string }): Promise<void> {
  return changeReplayState(ctx, input, "cancelled", async (tx, operation) => {
    await dropParts(tx, { replayId: input.id });
    const items = await tx<{ id: number; messageId: number }[]>`
      update replay_items i set state = 'cancelled' where replay_id = ${input.id} and state = 'selected' and not ${inHand(tx)}
      returning id, message_id as "messageId"`;
    const sorted = items.toSorted((one, other) => one.messageId - other.messageId);
    for (let from = 0; from < sorted.length; from += atOnce) {
      const entries = sorted
        .slice(from, from + atOnce)
        .map(({ id, messageId }) => ({ messageId, itemId: id, data: { reason: input.reason } }));
      await appendHistory(tx, { kind: "let_go", at: operation.at, principal: operation.principal, operation: operation.id }, entries);
    }
    if (items.length > 0) operation.announce("messages", "groups");
  });
}
