import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { DomainError } from "../errors.ts";
import { readPlaces } from "./read-places.ts";
import { appendHistory } from "../messages/append-history.ts";
import { cleanText } from "../text/clean.ts";
import type { Decision } from "./input.ts";

/**
 * A person says what became of unknown items: the given ones, or all of the replay. `sent`: they count as sent. Not sent: their messages are
 * dead again and can be replayed, which doubles them where they were sent after all. Conflict: none is unknown any more.
 */
export async function decideItems(ctx: Ctx, { id, itemIds, sent, reason }: Decision): Promise<{ readonly decided: number }> {
  const detail = cleanText(`${ctx.principal.name} says that it was ${sent ? "sent" : "not sent"}: ${reason}`, 600);
  const asked = { permission: "replay.decide", scope: await readPlaces(ctx, id), subject: `replay ${id}`, reason } as const;
  return act(ctx, asked, async (tx, operation) => {
    const [replay] = await tx<{ target: ReplayTarget }[]>`select target from replays where id = ${id}`;
    if (!replay) throw new DomainError("not_found", `There is no replay ${id}.`);
    const items = await tx<{ id: number; messageId: number }[]>`
      update replay_items set state = ${sent ? "presumed_ok" : "cancelled"}::item_state, detail = ${detail}
      where replay_id = ${id} and state = 'unknown' and ${itemIds ? tx`id = any(${numberArray(itemIds)}::bigint[])` : tx`true`}
      returning id, message_id as "messageId"`;
    if (items.length === 0) throw new DomainError("conflict", "Nothing here is unknown any more: reload to see what became of it.");
    const to = !sent ? "dead" : replay.target.to === "release" ? "released" : "replayed";
    const entries = items.map((item) => ({ messageId: item.messageId, itemId: item.id, data: { reason, to } }));
    await appendHistory(tx, { kind: "decided", at: operation.at, principal: operation.principal, operation: operation.id, to }, entries);
    const data = { sent, items: items.length, messages: items.slice(0, 1_000).map(({ messageId }) => messageId) };
    operation.note({ data });
    operation.announce("replays", "messages", "groups");
    return { decided: items.length };
  });
}
