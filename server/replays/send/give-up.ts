import { principalId } from "../../access/remember-principal.ts";
import type { Ctx } from "../../context.ts";
import type { Transaction } from "../../db/client.ts";
import { endSessionsOfDead, isAlive, isWatched } from "../../process/heartbeat.ts";
import { announce } from "../../live/announce.ts";
import { moveItems } from "../items/move.ts";
import { isKnownHere } from "../known-here.ts";
import { type Left, leftColumns, lockClaims } from "./batch.ts";

/**
 * Makes items unknown whose worker died with them in its hands: it was silent while the database took the beats of another. Answers whether there may be
 * more.
 */
export async function markLost(ctx: Ctx): Promise<boolean> {
  await endSessionsOfDead(ctx);
  return giveUp(
    ctx,
    "worker_lost",
    (tx) => tx<Left[]>`
    delete from replay_batches where id = (
      select id from replay_batches b
      where not exists (select from workers where id = split_part(b.holder, '/', 1) and ${isAlive(tx)}) and ${isWatched(tx)}
      order by id limit 1 for update skip locked
    ) returning ${leftColumns(tx)}`,
  );
}

/** The same for a batch whose outcomes could not be written. */
export async function markBatch(ctx: Ctx, id: number): Promise<void> {
  await giveUp(ctx, "outcome_lost", (tx) => tx<Left[]>`delete from replay_batches where id = ${id} returning ${leftColumns(tx)}`);
}

/** The same for all batches of a replay, so long as another database knows what was sent of it: a batch that was opened since is alive. */
export async function markBatchesOf(ctx: Ctx, replayId: number): Promise<void> {
  await giveUp(ctx, "sent_since_backup", async (tx) => {
    await lockClaims(tx, replayId);
    return tx<Left[]>`
      delete from replay_batches where replay_id = ${replayId} and exists (select from replays where id = ${replayId} and not ${isKnownHere(tx)})
      returning ${leftColumns(tx)}`;
  });
}

/** Makes unknown what is not settled of batches. */
async function giveUp(
  ctx: Ctx,
  code: "worker_lost" | "outcome_lost" | "sent_since_backup",
  remove: (tx: Transaction) => PromiseLike<readonly Left[]>,
): Promise<boolean> {
  const principal = await principalId(ctx);
  return ctx.sql.begin(async (tx) => {
    const batches = await remove(tx);
    for (const { replayId, operation, sender, firstItem, lastItem, at } of batches) {
      const event = { kind: "lost", at: ctx.clock(), principal, operation, intentAt: at, sender } as const;
      const where = tx`i.replay_id = ${replayId} and i.id between ${firstItem} and ${lastItem} and i.state = 'selected'`;
      const lost = await moveItems(tx, event, { where, to: "unknown", reason: { code, data: null } });
      if (lost.length > 0) await announce(tx, ["replays", "messages"]);
    }
    return batches.length > 0;
  });
}
