import type { Fragment } from "postgres";
import type { Ctx } from "../../context.ts";
import type { Sql, Transaction } from "../../db/client.ts";
import { nowIn } from "../../db/read-now.ts";
import { announce } from "../../live/announce.ts";
import { moveItems } from "../items/move.ts";
import { inHand } from "./batch.ts";

const atOnce = 5_000;

/**
 * Makes held items of a replay wait for their turn again once the time that they are held for is over, those first that are due longest. Answers how often
 * that was done so far. The caller's transaction keeps other claims waiting: a batch covers every selected item between its ends, so none may appear within one.
 */
export async function recallHeld(
  { sql: tx, clock }: Pick<Ctx, "clock"> & { readonly sql: Transaction },
  { replayId, principal }: { readonly replayId: number; readonly principal: number },
): Promise<number> {
  const due = dueItems({ sql: tx, clock }, replayId);
  const [replay] = await tx<[{ operation: number | null; recalls: number; isDue: boolean }]>`
    select operation_id as operation, recalls, exists (select from replay_items i where ${due}) as "isDue" from replays where id = ${replayId}`;
  if (!replay.isDue) return replay.recalls;
  const event = { kind: "due", at: clock(), principal, operation: replay.operation } as const;
  const where = tx`i.id in (select i.id from replay_items i where ${due} order by i.held_until, i.id limit ${atOnce} for update skip locked)`;
  const moved = await moveItems(tx, event, { where, to: "selected" });
  if (moved.length === 0) return replay.recalls;
  await tx`update replays set recalls = recalls + 1 where id = ${replayId}`;
  await announce(tx, ["replays"]);
  return replay.recalls + 1;
}

/** `replay_items i` of a replay that are held, whose time has come by the database's clock, and that lie in nobody's batch. */
export function dueItems({ sql, clock }: Pick<Ctx, "clock"> & { readonly sql: Sql | Transaction }, replayId: number): Fragment {
  return sql`i.replay_id = ${replayId} and i.state = 'held' and i.held_until <= ${nowIn({ sql, clock })} and not ${inHand(sql)}`;
}
