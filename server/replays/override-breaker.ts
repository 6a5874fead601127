import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { DomainError, noSuch } from "../errors.ts";
import type { OverrideInput } from "./input.ts";
import { readPolicy } from "./policy.ts";
import { readPlaces } from "./read-places.ts";
import { lockClaims } from "./send/batch.ts";
import { reopenRamp, restartRamp } from "./stages/move-stage.ts";

/**
 * A replay no longer waits for one downstream, whatever its breaker says, until it ends; a worker wakes what it holds (`wakeHeld`). For a single message who may replay may say so. Conflict: it
 * has ended, or does not wait for it already. Invalid: no such downstream is configured.
 */
export async function overrideBreaker(ctx: Ctx, { id, downstream, reason }: OverrideInput): Promise<void> {
  const scope = await readPlaces(ctx, id);
  const [sized] = await ctx.sql<[{ total: number }?]>`select total from replays where id = ${id}`;
  // Of a hidden replay, which permission is missing would tell how many messages it has.
  const permission = scope.length > 0 && sized?.total === 1 ? "replay.start" : "replay.override";
  const asked = { permission, scope, subject: `replay ${id}`, reason } as const;
  await act(ctx, asked, async (tx, operation) => {
    if (!ctx.config.downstreams.some(({ name }) => name === downstream))
      throw new DomainError("invalid", `No downstream is called "${downstream}" in redrive.yaml.`);
    const { count } = await tx`select from replays where id = ${id}`;
    if (count === 0) throw noSuch(`replay ${id}`);
    const entry = { downstream, principalId: operation.principal, at: operation.at.toISOString(), reason };
    // A claim that waits for the row would still see the rate from before.
    await lockClaims(tx, id);
    const [changed] = await tx<[{ policy: unknown }?]>`
      update replays set overrides = overrides || ${JSON.stringify([entry])}::text::jsonb, tokens = 0, refilled_at = clock_timestamp()
      where id = ${id} and state in ('running', 'paused') and not overrides @> ${JSON.stringify([{ downstream }])}::text::jsonb returning policy`;
    if (!changed) throw new DomainError("conflict", `Replay ${id} has ended, or does not wait for ${downstream} already.`);
    // What waits goes to a downstream that may still fail, so it begins slowly.
    await reopenRamp(tx, id);
    await restartRamp(tx, id, readPolicy(changed.policy));
    operation.note({ data: { act: "override", downstream } });
    operation.announce("replays", "breakers");
  });
}
