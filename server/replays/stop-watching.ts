import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { cleanText } from "../text/clean.ts";
import { readOutcomes } from "./read-outcomes.ts";
import { readPlaces } from "./read-places.ts";

/**
 * A person ends the watch of a replay that sends no more: what is proven by then is presumed ok, the rest counts as sent, without a claim. Workers move the items within a second
 * (`endWatches`). What becomes watched later, by a decision, ends at once too. Conflict: it still sends, or nothing of it is watched.
 */
export async function stopWatching(ctx: Ctx, { id, reason }: { readonly id: number; readonly reason: string }): Promise<void> {
  const asked = { permission: "replay.decide", scope: await readPlaces(ctx, id), subject: `replay ${id}`, reason } as const;
  await act(ctx, asked, async (tx, { note, announce }) => {
    const why = { code: "watch_stopped", data: { by: ctx.principal.name, reason: cleanText(reason, 500) } };
    const { count } = await tx`
      update replays set unwatched = ${JSON.stringify(why)}::text::jsonb where id = ${id} and state in ('observing', 'completed', 'cancelled')
        and exists (select from replay_items where replay_id = ${id} and state = 'observing')`;
    if (count === 0)
      throw new DomainError("conflict", `Replay ${id} watches nothing that could be left: it still sends, or its watch is over.`);
    note({ data: { act: "stop_watching", outcomes: await readOutcomes(tx, id) } });
    announce("replays", "messages");
  });
}
