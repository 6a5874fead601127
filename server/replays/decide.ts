import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { DomainError } from "../errors.ts";
import { readPlaces } from "./read-places.ts";
import { moveItems } from "./items/move.ts";
import { cleanText } from "../text/clean.ts";
import type { Decision } from "./input.ts";

/**
 * A person says what became of unknown items: the given ones, or all of the replay. `sent`: they count as sent. Not sent: their messages are
 * dead again and can be replayed, which doubles them where they were sent after all. Conflict: none is unknown any more.
 */
export async function decideItems(ctx: Ctx, { id, itemIds, sent, reason }: Decision): Promise<{ readonly decided: number }> {
  const said = { code: "decided", data: { by: ctx.principal.name, sent, reason: cleanText(reason, 500) } };
  const asked = { permission: "replay.decide", scope: await readPlaces(ctx, id), subject: `replay ${id}`, reason } as const;
  return act(ctx, asked, async (tx, operation) => {
    const [replay] = await tx<{ target: ReplayTarget }[]>`select target from replays where id = ${id}`;
    if (!replay) throw new DomainError("not_found", `There is no replay ${id}.`);
    const where = tx`i.replay_id = ${id} and i.state = 'unknown' and ${itemIds ? tx`i.id = any(${numberArray(itemIds)}::bigint[])` : tx`true`}`;
    const event = {
      kind: replay.target.to === "release" ? "decided_release" : "decided",
      at: operation.at,
      principal: operation.principal,
      operation: operation.id,
      data: { reason },
    } as const;
    const items = await moveItems(tx, event, { where, to: sent ? "presumed_ok" : "cancelled", reason: said });
    if (items.length === 0) throw new DomainError("conflict", "Nothing here is unknown any more: reload to see what became of it.");
    const data = { act: "decide", sent, items: items.length, messages: items.slice(0, 1_000).map(({ messageId }) => messageId) };
    operation.note({ data });
    operation.announce("replays", "messages", "groups");
    return { decided: items.length };
  });
}
