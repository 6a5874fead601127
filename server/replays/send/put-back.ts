import { principalId } from "../../access/remember-principal.ts";
import type { Ctx } from "../../context.ts";
import type { Transaction } from "../../db/client.ts";
import { announce } from "../../live/announce.ts";
import { appendHistory } from "../../messages/append-history.ts";
import { type Left, leftColumns } from "./batch.ts";
import type { ReplayState } from "../transitions.ts";

/** Ends a batch of whose unsettled items nothing was written to a broker: they wait again, or are cancelled with their replay. */
export function putBack(ctx: Ctx, batchId: number): Promise<void> {
  return end(ctx, (tx) => tx<Left[]>`delete from replay_batches where id = ${batchId} returning ${leftColumns(tx)}`);
}

/** The same where it is not known whether the claim was committed. */
export function putBackClaim(ctx: Ctx, holder: string): Promise<void> {
  return end(ctx, (tx) => tx<Left[]>`delete from replay_batches where holder = ${holder} returning ${leftColumns(tx)}`);
}

async function end(ctx: Ctx, remove: (tx: Transaction) => PromiseLike<readonly Left[]>): Promise<void> {
  await ctx.sql.begin(async (tx) => {
    for (const left of await remove(tx)) {
      // Locked, so that a cancel does not pass between reading the state and leaving items where nobody would take them again.
      const [replay] = await tx<{ state: ReplayState }[]>`select state from replays where id = ${left.replayId} for share`;
      const over = replay?.state === "cancelled";
      if (over) await cancelItems(ctx, tx, left);
      await announce(tx, over ? ["replays", "messages", "groups"] : ["replays"]);
    }
  });
}

async function cancelItems(ctx: Ctx, tx: Transaction, { replayId, firstItem, lastItem }: Left): Promise<void> {
  const items = await tx<{ id: number; messageId: number }[]>`
    update replay_items set state = 'cancelled' where replay_id = ${replayId} and id between ${firstItem} and ${lastItem} and state = 'selected'
    returning id, message_id as "messageId"`;
  const entries = items.map(({ id, messageId }) => ({ messageId, itemId: id }));
  await appendHistory(tx, { kind: "let_go", at: ctx.clock(), principal: await principalId(ctx) }, entries);
}
