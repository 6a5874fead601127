import type { Ctx } from "../../context.ts";
import { readNow } from "../../db/read-now.ts";
import type { Transaction } from "../../db/client.ts";
import type { Accepted } from "../../db/schema/replays.ts";
import { readPolicy } from "../policy.ts";
import { reopenRamp, restartRamp, rewatchCanary } from "./move-stage.ts";

/** What is let go to a downstream although what was tried there came back. */
const acceptedTrials = (tx: Transaction) => tx`(
  select coalesce(jsonb_object_agg(key, value || case when value ->> 'verdict' = 'back' then '{"verdict": "stayed"}' else '{}' end::jsonb), '{}') from jsonb_each(trials))`;

/** A person has looked at who receives: how many consumed before counts no more. */
const seenAnew = (tx: Transaction) => tx`(select jsonb_agg(p || '{"most": 0, "few": 0}') from jsonb_array_elements(receivers) p)`;

/** A person lets a replay go on that was paused with this code (null: it was not paused): what went wrong so far is not counted again, and it begins slowly, also where its ramp was over. */
export async function acceptSoFar(ctx: Ctx, tx: Transaction, replayId: number, pauseCode: string | null): Promise<void> {
  const at: Accepted["at"] = (await readNow({ sql: tx, clock: ctx.clock })).toISOString();
  const [{ policy }] = await tx<[{ policy: unknown }]>`
    update replays set tokens = 0, refilled_at = clock_timestamp(), waits_for = null, waits_since = null, waits_until = null, waits_tries = 0, receivers = ${pauseCode === null ? tx`receivers` : seenAnew(tx)}, trials = ${pauseCode === null ? tx`trials` : acceptedTrials(tx)}, accepted = (
      select jsonb_build_object('at', ${at}::text, 'backlog', ${pauseCode === "canary_backlog"} or coalesce((accepted ->> 'backlog')::boolean, false), 'closings', coalesce(accepted -> 'closings', '{}'),
        'taken', coalesce(sum(n) filter (where state in ('observing', 'confirmed', 'presumed_ok', 'processed', 'came_back')), 0),
        'cameBack', coalesce(sum(n) filter (where state = 'came_back'), 0), 'untaken', coalesce(sum(n) filter (where state in ('returned', 'refused')), 0))
      from replay_counts where replay_id = ${replayId})
    where id = ${replayId} returning policy`;
  await rewatchCanary(tx, replayId);
  await reopenRamp(tx, replayId);
  await restartRamp(tx, replayId, readPolicy(policy));
}
