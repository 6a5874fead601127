import { act } from "../access/act.ts";
import type { Place } from "../access/permissions.ts";
import { systemPrincipal } from "../access/principal.ts";
import type { Ctx } from "../context.ts";
import { dropParts } from "../selections/freeze.ts";
import { isKnownHere } from "./known-here.ts";
import { moveReplay } from "./move-replay.ts";
import { readOutcomes } from "./read-outcomes.ts";
import { lockClaims } from "./send/batch.ts";
import { countDoubted, doubtReplay } from "./send/doubt.ts";

interface Elsewhere {
  readonly id: number;
  readonly places: readonly Place[];
  readonly operation: number | null;
}

/**
 * Pauses each replay that another database knows all about: this one was restored from a backup, copied or moved since, and what the replay sent after
 * that is not known here. Nobody sends for it meanwhile (`isKnownHere`). Of one that is paused already it says the reason. Brokers that can tell are asked
 * what they have; the rest waits for a person, who resumes or cancels. What has no item yet is left out of the replay: nobody could tell whether it was sent.
 */
export async function noticeRestored(ctx: Ctx): Promise<void> {
  const replays = await ctx.sql<Elsewhere[]>`
    select id, places, operation_id as operation from replays where state in ('running', 'paused') and not ${isKnownHere(ctx.sql)} order by id`;
  for (const replay of replays) await pauseRestored(ctx, replay);
}

async function pauseRestored(ctx: Ctx, { id, places, operation }: Elsewhere): Promise<void> {
  await doubtReplay(ctx, id);
  const system = { ...ctx, principal: systemPrincipal("worker"), address: null };
  const demanded = {
    permission: "replay.start",
    scope: places,
    subject: `replay ${id}`,
    ...(operation === null ? {} : { operation }),
  } as const;
  await act(system, demanded, async (tx, { at, note, announce, drop }) => {
    await lockClaims(tx, id);
    const elsewhere = await tx`
      select from replays where id = ${id} and state in ('running', 'paused') and not ${isKnownHere(tx)} for update`;
    // Another worker noticed it meanwhile, and a person may have resumed it since.
    if (elsewhere.length === 0) return drop();
    // Made here, their items would have other ids than there, by which no broker could be asked.
    const left = await dropParts(tx, { replayId: id });
    const reason = { code: "restored", data: { asked: await countDoubted(ctx, tx, id), left } };
    await moveReplay(tx, { id, to: "paused", at, pause: reason });
    await tx`
      update replays set database = database_identity(), total = total - ${left}, pause_code = ${reason.code}, pause_data = ${JSON.stringify(reason.data)}::text::jsonb
      where id = ${id}`;
    note({ data: { act: "pause", reason, outcomes: await readOutcomes(tx, id) } });
    announce("replays");
    ctx.log.warn({ replayId: id, ...reason.data }, "this database was restored, copied or moved: the replay is paused");
  });
}
