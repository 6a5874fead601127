import { textArray } from "../../db/arrays.ts";
import type { Transaction } from "../../db/client.ts";
import type { Reason } from "../../messages/reason.ts";
import type { Policy } from "../policy.ts";
import type { Receivers } from "./window.ts";

/** `sql` of a replay's items that the broker took so far. */
export const takenOf = (tx: Transaction, replayId: number) => tx`(
  select coalesce(sum(n), 0) from replay_counts where replay_id = ${replayId} and state in ('observing', 'confirmed', 'presumed_ok', 'processed', 'came_back'))`;

/** The canary of a replay is sent: it is watched from now on. */
export async function watchStage(tx: Transaction, replayId: number, receivers: Receivers | null): Promise<void> {
  await tx`
    update replay_stages set state = 'observing', watched_from = clock_timestamp(), receivers = ${JSON.stringify(receivers?.places ?? [])}::text::jsonb
    where replay_id = ${replayId} and state = 'sending'`;
}

/** The canary of a replay is tried at downstreams that are not stable. */
export async function noteTried(tx: Transaction, replayId: number, downstreams: readonly string[]): Promise<void> {
  await tx`update replay_stages set tried = ${textArray(downstreams)}::text[] where replay_id = ${replayId} and kind = 'canary'`;
}

/** Its canary begins, or a person resumed a replay: the canary is watched from now on, by what waits in its targets then. */
export async function rewatchCanary(tx: Transaction, replayId: number): Promise<void> {
  await tx`
    update replay_stages set state = 'sending', watched_from = clock_timestamp()
    where replay_id = ${replayId} and kind = 'canary' and state in ('sending', 'observing')`;
}

/** Ends the stage that a replay is in, and begins the next. `stopped`: why it was not waited for; null: it is passed. */
export async function nextStage(tx: Transaction, replayId: number, policy: Policy, at: Date, stopped: Reason | null = null): Promise<void> {
  await tx`
    update replay_stages set state = ${stopped ? "stopped" : "passed"}::stage_state, ended_at = ${at}, reason_code = ${stopped?.code ?? null},
      reason_data = ${stopped && JSON.stringify(stopped.data)}::text::jsonb
    where replay_id = ${replayId} and state in ('sending', 'observing')`;
  await tx`
    update replay_stages s set state = 'sending', started_at = ${at}, taken_before = ${takenOf(tx, replayId)}
    where replay_id = ${replayId} and nth = (select min(nth) from replay_stages where replay_id = ${replayId} and state = 'waiting')`;
  await restartRamp(tx, replayId, policy);
}

/** A ramp that a replay is in begins from its first rate, with an empty bucket. */
export async function restartRamp(tx: Transaction, replayId: number, policy: Policy): Promise<void> {
  const ramp = policy.stages.find((stage) => stage.kind === "ramp");
  if (ramp) await stepRamp(tx, replayId, ramp.from);
}

/** Another rate for the ramp that a replay is in, from now on. */
export async function stepRamp(tx: Transaction, replayId: number, rate: number): Promise<void> {
  await tx`
    update replay_stages set rate = ${rate}, stepped_at = clock_timestamp(), stepped_taken = ${takenOf(tx, replayId)}
    where replay_id = ${replayId} and kind = 'ramp' and state = 'sending'`;
}

/** A replay that is past its ramp is in it again. `restartRamp` gives it a rate. */
export async function reopenRamp(tx: Transaction, replayId: number): Promise<void> {
  const full = await tx`
    update replay_stages f set state = 'waiting', started_at = null, taken_before = null
    from replay_stages r where f.replay_id = ${replayId} and f.kind = 'full' and f.state = 'sending'
      and r.replay_id = f.replay_id and r.kind = 'ramp' and r.state = 'passed'`;
  if (full.count > 0)
    await tx`update replay_stages set state = 'sending', ended_at = null where replay_id = ${replayId} and kind = 'ramp' and state = 'passed'`;
}
