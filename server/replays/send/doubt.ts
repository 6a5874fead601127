import { principalId } from "../../access/remember-principal.ts";
import type { Ctx } from "../../context.ts";
import type { Transaction } from "../../db/client.ts";
import { textArray } from "../../db/arrays.ts";
import { moveItems } from "../items/move.ts";
import { isKnownHere } from "../known-here.ts";
import { lockClaims } from "./batch.ts";
import { askable } from "./find-lost.ts";
import { markBatchesOf } from "./give-up.ts";

const atOnce = 5_000;

/**
 * Makes unknown what a replay may have sent although this database says that it waits: what is in a batch, and what a broker can be asked about
 * (`findLost` does so). A release carries no mark that a broker could be asked for. Workers that do so at the same time take turns, and each turn looks
 * whether another database still knows what was sent.
 */
export async function doubtReplay(ctx: Ctx, replayId: number): Promise<void> {
  await markBatchesOf(ctx, replayId);
  const principal = await principalId(ctx);
  while (
    await ctx.sql.begin(async (tx) => {
      await lockClaims(tx, replayId);
      const [replay] = await tx<{ at: Date; operation: number | null }[]>`
        select created_at as at, operation_id as operation from replays
        where id = ${replayId} and state in ('running', 'paused') and target ->> 'to' <> 'release' and not ${isKnownHere(tx)} for share`;
      if (!replay) return false;
      const where = tx`i.id in (
        select i.id from replay_items i join messages m on m.id = i.message_id join queues q on q.id = m.queue_id
        where i.replay_id = ${replayId} and i.state in ('selected', 'held') and q.source = any(${textArray(askable(ctx))}::text[])
        order by i.id limit ${atOnce})`;
      const event = { kind: "lost", at: ctx.clock(), principal, operation: replay.operation, intentAt: replay.at } as const;
      const moved = await moveItems(tx, event, { where, to: "unknown", reason: { code: "sent_since_backup", data: null } });
      return moved.length > 0;
    })
  );
}

/** How many items of a replay the brokers are asked about. */
export async function countDoubted(ctx: Ctx, tx: Transaction, replayId: number): Promise<number> {
  const [{ n }] = await tx<[{ n: number }]>`
    select count(*) as n from replay_items i join messages m on m.id = i.message_id join queues q on q.id = m.queue_id
    where i.replay_id = ${replayId} and i.state = 'unknown' and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled')
      and i.reason_code = 'sent_since_backup' and q.source = any(${textArray(askable(ctx))}::text[])`;
  return n;
}
