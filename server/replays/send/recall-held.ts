import { principalId } from "../../access/remember-principal.ts";
import type { Ctx } from "../../context.ts";
import { announce } from "../../live/announce.ts";
import { moveItems } from "../items/move.ts";
import { inHand, lockClaims } from "./batch.ts";

const atOnce = 5_000;

/** Makes held items wait for their turn again once the time that they are held for is over. Answers whether there may be more. */
export async function recallHeld(ctx: Ctx): Promise<boolean> {
  const at = ctx.clock();
  const principal = await principalId(ctx);
  const due = await ctx.sql<{ id: number; operation: number | null }[]>`
    select id, operation_id as operation from replays
    where id in (select replay_id from replay_items where state = 'held' and held_until <= ${at}) and state in ('running', 'paused')`;
  let more = false;
  for (const { id, operation } of due) {
    await ctx.sql.begin(async (tx) => {
      // A batch covers every selected item between its ends: who claims at this moment must not find one there that it has not read.
      await lockClaims(tx, id);
      const where = tx`i.id in (
        select i.id from replay_items i where i.replay_id = ${id} and i.state = 'held' and i.held_until <= ${at} and not ${inHand(tx)}
        order by i.id limit ${atOnce} for update skip locked)`;
      const moved = await moveItems(tx, { kind: "due", at, principal, operation }, { where, to: "selected" });
      if (moved.length > 0) await announce(tx, ["replays"]);
      more ||= moved.length === atOnce;
    });
  }
  return more;
}
