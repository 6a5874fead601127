import { actorText } from "../access/actor.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import { announceChange } from "../live/announce.ts";
import { appendHistory } from "../messages/append-history.ts";
import type { ReplayState } from "./transitions.ts";

/**
 * Gives up items in `intent` of which nothing was written to a broker: they wait again, or are cancelled with their replay. Without ids: all
 * that this holder has of the replay.
 */
export async function putBackItems(
  ctx: Ctx,
  { replayId, holder, ids }: { readonly replayId: number; readonly holder: string; readonly ids?: readonly number[] },
): Promise<void> {
  await ctx.sql.begin(async (tx) => {
    // Locked, so that a cancel does not pass between reading the state and putting items where nobody would take them again.
    const [replay] = await tx<{ state: ReplayState }[]>`select state from replays where id = ${replayId} for share`;
    const over = replay?.state === "cancelled";
    const items = await tx<{ id: number; messageId: number }[]>`
      update replay_items set state = ${over ? "cancelled" : "selected"}::item_state, worker = null, intent_at = null
      where replay_id = ${replayId} and worker = ${holder} and state = 'intent' and ${ids ? tx`id = any(${numberArray(ids)}::bigint[])` : tx`true`}
      returning id, message_id as "messageId"`;
    if (items.length === 0) return;
    if (over) {
      const entries = items.map(({ id, messageId }) => ({ messageId, itemId: id }));
      await appendHistory(tx, { kind: "let_go", at: ctx.clock(), actor: actorText(ctx.actor) }, entries);
    }
    await announceChange(tx, over ? ["replays", "messages", "groups"] : ["replays"]);
  });
}
