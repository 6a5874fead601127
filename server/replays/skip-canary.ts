import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { moveReplay } from "./move-replay.ts";
import { readPolicy } from "./policy.ts";
import { readOutcomes } from "./read-outcomes.ts";
import { readPlaces } from "./read-places.ts";
import { acceptSoFar } from "./stages/accept-so-far.ts";
import { nextStage } from "./stages/move-stage.ts";
import { cleanText } from "../text/clean.ts";

/**
 * Begins the next stage without the proof of the canary, and lets a replay go on that is paused by its canary. One that is paused for another cause stays so. Conflict: it has none, or the canary is over.
 */
export async function skipCanary(ctx: Ctx, { id, reason }: { readonly id: number; readonly reason: string }): Promise<void> {
  const asked = { permission: "replay.start", scope: await readPlaces(ctx, id), subject: `replay ${id}`, reason } as const;
  await act(ctx, asked, async (tx, { at, note, announce }) => {
    const [replay] = await tx<[{ forCanary: boolean; pauseCode: string | null; policy: unknown }?]>`
      select pause_code as "pauseCode", coalesce(state = 'paused' and pause_code like 'canary%', false) as "forCanary", policy from replays where id = ${id} and state in ('running', 'paused')
        and exists (select from replay_stages where replay_id = ${id} and kind = 'canary' and state in ('sending', 'observing')) for update`;
    if (!replay) throw new DomainError("conflict", `Replay ${id} has no canary that could be skipped: it is over, or there was none.`);
    const said = { code: "canary_skipped", data: { by: ctx.principal.name, reason: cleanText(reason, 500) } };
    await nextStage(tx, id, readPolicy(replay.policy), at, said);
    if (replay.forCanary) await moveReplay(tx, { id, to: "running", at, pause: null });
    await acceptSoFar(ctx, tx, id, replay.pauseCode);
    note({ data: { act: "skip_canary", outcomes: await readOutcomes(tx, id) } });
    announce("replays");
  });
}
