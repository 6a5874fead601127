import type { Ctx } from "../../context.ts";
import type { Transaction } from "../../db/client.ts";
import type { Gathering } from "../gather.ts";
import { gatherCanary } from "../gather-canary.ts";
import { readPolicy } from "../policy.ts";
import { acceptSoFar } from "./accept-so-far.ts";
import { takenOf } from "./move-stage.ts";

/**
 * Chooses another canary for a replay whose canary was tried at a downstream that failed: the next messages that were chosen for that at the start, then
 * those that come next. What came back so far is not counted again. False: nothing can be chosen now, since all that is left is held.
 */
export async function renewCanary(ctx: Ctx, tx: Transaction, replayId: number, at: Date): Promise<boolean> {
  const [next] = await tx<[{ first: number; last: number }?]>`
    select min(n.id) as first, max(n.id) as last from replay_stages s cross join lateral (
      select id from replay_items where replay_id = ${replayId} and state = 'selected' and id > s.last_item order by id limit s.size
    ) n where s.replay_id = ${replayId} and s.kind = 'canary' and s.state in ('sending', 'observing') having count(*) > 0`;
  const chosen = next ?? (await gatherNew(ctx, tx, replayId));
  if (!chosen) return false;
  await acceptSoFar(ctx, tx, replayId, null);
  await tx`
    update replay_stages set state = 'sending', first_item = ${chosen.first}, last_item = ${chosen.last}, tried = null, started_at = ${at},
      taken_before = ${takenOf(tx, replayId)}, watched_from = clock_timestamp(), consumers = null, backlog = null
    where replay_id = ${replayId} and kind = 'canary'`;
  return true;
}

/** Out of what is frozen and no item yet. null: nothing of it is fit. */
async function gatherNew(ctx: Ctx, tx: Transaction, replayId: number): Promise<{ readonly first: number; readonly last: number } | null> {
  const [replay] = await tx<[Omit<Gathering, "policy"> & { readonly policy: unknown; readonly frozen: number }]>`
    select id, target, reason, principal_id as principal, operation_id as operation, policy, ordered,
      (select coalesce(sum(cardinality(message_ids)), 0) from selection_parts where replay_id = r.id)::bigint as frozen
    from replays r where id = ${replayId}`;
  if (replay.frozen === 0) return null;
  return gatherCanary(ctx, tx, { ...replay, policy: readPolicy(replay.policy) }, replay.frozen);
}
