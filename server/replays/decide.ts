import { actorText } from "../access/actor.ts";
import { recordAuditRaw } from "../audit/record-raw.ts";
import type { Ctx } from "../context.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { DomainError } from "../errors.ts";
import { announceChange } from "../live/announce.ts";
import { appendHistory } from "../messages/append-history.ts";
import type { Decision } from "./input.ts";

/**
 * A person says what became of an unknown item. `sent`: it counts as sent. Not sent: the message is dead again and can be replayed, which may
 * double it. Conflict: it is not unknown any more.
 */
export async function decideItem(ctx: Ctx, { itemId, sent, reason }: Decision): Promise<void> {
  await ctx.sql.begin(async (tx) => {
    const [item] = await tx<{ messageId: number; replayId: number; target: ReplayTarget }[]>`
      update replay_items i set state = ${sent ? "presumed_ok" : "cancelled"}::item_state, detail = ${`Decided by ${actorText(ctx.actor)}: ${sent ? "was sent" : "was not sent"}. ${reason}`}
      from replays r where i.id = ${itemId} and i.state = 'unknown' and r.id = i.replay_id
      returning i.message_id as "messageId", i.replay_id as "replayId", r.target`;
    if (!item) throw new DomainError("conflict", "This item is not unknown any more: reload to see what became of it.");
    const to = !sent ? "dead" : item.target.to === "release" ? "released" : "replayed";
    await appendHistory(tx, { kind: "decided", at: ctx.clock(), actor: actorText(ctx.actor), to }, [
      { messageId: item.messageId, itemId, data: { reason, to } },
    ]);
    await recordAuditRaw(ctx, tx, {
      permission: "replay.decide",
      subject: `replay ${item.replayId}`,
      reason,
      data: { itemId, messageId: item.messageId, sent },
    });
    await announceChange(tx, ["replays", "messages", "groups", "audit"]);
  });
}
