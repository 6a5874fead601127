import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import { DomainError } from "../errors.ts";
import { numberText } from "../text/numbers.ts";
import { decideSome, unknownOf } from "./decide-some.ts";
import type { Decision } from "./input.ts";
import { leaveRest } from "./leave-rest.ts";
import { readPlaces } from "./read-places.ts";

/**
 * A person says what became of unknown items: the given ones, or all of the replay. `sent`: they count as sent, and are watched where a comeback would
 * be recognised. Not sent: their messages are
 * dead again and can be replayed, which doubles them where they were sent after all. `most`: so many were unknown where that person looked. Of many the first are moved at
 * once, and workers move the rest. Conflict: none is unknown any more, more than these are, or an earlier decision about all of them is still being followed.
 */
export async function decideItems(ctx: Ctx, { id, itemIds, most, sent, reason }: Decision): Promise<{ readonly decided: number }> {
  const demanded = { permission: "replay.decide", scope: await readPlaces(ctx, id), subject: `replay ${id}`, reason } as const;
  return act(ctx, demanded, async (tx, operation) => {
    // Two decisions about all take turns: the second sees what is left of the first.
    await tx`select from replays where id = ${id} for no key update`;
    // What became unknown while an earlier act was waited for is not decided, now or by the workers: nobody has seen it.
    const asked = itemIds ? tx`i.id = any(${numberArray(itemIds)}::bigint[])` : tx`i.outcome_at <= now()`;
    const [{ n, isDeciding }] = await tx<[{ n: number; isDeciding: boolean }]>`
      select count(*) as n, exists (select from replay_acts where replay_id = ${id} and sent is not null) as "isDeciding"
      from replay_items i where ${unknownOf(tx, id)} and ${asked}`;
    if (isDeciding)
      throw new DomainError("conflict", "The last decision about all of them is still being carried out. Reload in a moment.");
    if (most !== undefined && n > most)
      throw new DomainError("conflict", `${numberText(n)} are unknown now, not ${numberText(most)}: look at them first.`);
    const rest = { replayId: id, reason, principal: operation.principal, operation: operation.id, sent };
    const { moved, isMore } = await decideSome(tx, { ...rest, by: ctx.principal.name, asked }, operation.at);
    if (moved.length === 0 && !isMore)
      throw new DomainError("conflict", "Nothing here is unknown any more: reload to see what became of it.");
    // An act that is left to the workers is about all of them.
    const isLeft = isMore && !itemIds;
    if (isLeft) await leaveRest(tx, rest);
    const decided = isLeft ? n : moved.length;
    const data = { act: "decide" as const, sent, items: decided, messages: moved.slice(0, 1_000).map(({ messageId }) => messageId) };
    operation.note({ data });
    operation.announce("replays", "messages", "groups");
    return { decided };
  });
}
