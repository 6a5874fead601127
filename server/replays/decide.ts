import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { DomainError, noSuch } from "../errors.ts";
import { readPlaces } from "./read-places.ts";
import { moveItems } from "./items/move.ts";
import { mayBeMarked } from "../messages/route-facts.ts";
import { numberText } from "../text/numbers.ts";
import { cleanText } from "../text/clean.ts";
import type { Decision } from "./input.ts";

/**
 * A person says what became of unknown items: the given ones, or all of the replay. `sent`: they count as sent, and are watched where a comeback would
 * be recognised. Not sent: their messages are
 * dead again and can be replayed, which doubles them where they were sent after all. `most`: so many were unknown where that person looked. Conflict: none is unknown any
 * more, or more than these.
 */
export async function decideItems(ctx: Ctx, { id, itemIds, most, sent, reason }: Decision): Promise<{ readonly decided: number }> {
  const said = { code: "decided", data: { by: ctx.principal.name, sent, reason: cleanText(reason, 500) } };
  const demanded = { permission: "replay.decide", scope: await readPlaces(ctx, id), subject: `replay ${id}`, reason } as const;
  return act(ctx, demanded, async (tx, operation) => {
    const [replay] = await tx<{ target: ReplayTarget }[]>`select target from replays where id = ${id}`;
    if (!replay) throw noSuch(`replay ${id}`);
    const asked = tx`i.replay_id = ${id} and i.state = 'unknown' and ${itemIds ? tx`i.id = any(${numberArray(itemIds)}::bigint[])` : tx`true`}`;
    const marked = tx`exists (select from messages m where m.id = i.message_id and ${mayBeMarked(tx)})`;
    const release = replay.target.to === "release";
    const event = {
      kind: release ? "decided_release" : "decided",
      at: operation.at,
      principal: operation.principal,
      operation: operation.id,
      data: { reason },
    } as const;
    const watched =
      sent && !release ? await moveItems(tx, event, { where: tx`${asked} and ${marked}`, to: "observing", reason: said }) : [];
    const others = await moveItems(tx, event, { where: asked, to: sent ? "confirmed" : "cancelled", reason: said });
    const items = [...watched, ...others];
    if (items.length === 0) throw new DomainError("conflict", "Nothing here is unknown any more: reload to see what became of it.");
    if (most !== undefined && items.length > most)
      throw new DomainError("conflict", `${numberText(items.length)} are unknown now, not ${numberText(most)}: look at them first.`);
    const data = { act: "decide", sent, items: items.length, messages: items.slice(0, 1_000).map(({ messageId }) => messageId) };
    operation.note({ data });
    operation.announce("replays", "messages", "groups");
    return { decided: items.length };
  });
}
