import { principalId } from "../../access/remember-principal.ts";
import type { Ctx } from "../../context.ts";
import type { Transaction } from "../../db/client.ts";
import { announce } from "../../live/announce.ts";
import { moveItems } from "../items/move.ts";
import type { ReplayState } from "../transitions.ts";
import { type Left, leftColumns } from "./batch.ts";

/** Closes a batch whose unsettled items were never sent: they wait again, or are cancelled with their replay. */
export function returnUnsent(ctx: Ctx, batchId: number): Promise<void> {
  return close(ctx, (tx) => tx<Left[]>`delete from replay_batches where id = ${batchId} returning ${leftColumns(tx)}`);
}

/** The same where it is not known whether the batch was committed. */
export function returnUnsentOf(ctx: Ctx, holder: string): Promise<void> {
  return close(ctx, (tx) => tx<Left[]>`delete from replay_batches where holder = ${holder} returning ${leftColumns(tx)}`);
}

async function close(ctx: Ctx, remove: (tx: Transaction) => PromiseLike<readonly Left[]>): Promise<void> {
  const principal = await principalId(ctx);
  await ctx.sql.begin(async (tx) => {
    for (const { replayId, operation, firstItem, lastItem } of await remove(tx)) {
      // Locked, so that a cancel does not pass between reading the state and leaving items where nobody would take them again.
      const [replay] = await tx<{ state: ReplayState }[]>`select state from replays where id = ${replayId} for share`;
      const over = replay?.state === "cancelled";
      if (over) {
        const where = tx`i.replay_id = ${replayId} and i.id between ${firstItem} and ${lastItem} and i.state = 'selected'`;
        await moveItems(tx, { kind: "cancelled", at: ctx.clock(), principal, operation }, { where, to: "cancelled" });
      }
      await announce(tx, over ? ["replays", "messages", "groups"] : ["replays"]);
    }
  });
}
