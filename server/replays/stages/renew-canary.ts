import type { Ctx } from "../../context.ts";
import type { Sql, Transaction } from "../../db/client.ts";
import type { Gathering } from "../gather.ts";
import { type CanaryChoice, chooseCanary, gatherCanary } from "../gather-canary.ts";
import { readPolicy } from "../policy.ts";
import { acceptSoFar } from "./accept-so-far.ts";
import { takenOf } from "./move-stage.ts";

/**
 * Chooses another canary for a replay whose canary was tried at a downstream that failed: the next messages that were chosen for that at the start, then
 * those of `choice`. What came back so far is not counted again. False: nothing can be chosen now, since all that is left is held.
 */
export async function renewCanary(ctx: Ctx, tx: Transaction, replayId: number, at: Date, choice: CanaryChoice | null): Promise<boolean> {
  const chosen = (await readNext(tx, replayId)) ?? (choice && (await gatherNew(ctx, tx, replayId, choice)));
  if (!chosen) return false;
  await acceptSoFar(ctx, tx, replayId, null);
  await tx`
    update replay_stages set state = 'sending', first_item = ${chosen.first}, last_item = ${chosen.last}, tried = null, started_at = ${at},
      taken_before = ${takenOf(tx, replayId)}, watched_from = clock_timestamp(), receivers = null
    where replay_id = ${replayId} and kind = 'canary'`;
  return true;
}

/** Before the replay is locked: what may be its next canary out of what is frozen and no item yet. null: items were made for that at the start, or nothing is left. */
export async function chooseAgain(ctx: Ctx, replayId: number): Promise<CanaryChoice | null> {
  if (await readNext(ctx.sql, replayId)) return null;
  const [replay] = await ctx.sql<[Pick<Gathering, "id" | "target"> & { readonly policy: unknown; readonly frozen: number }]>`
    select id, target, policy,
      (select coalesce(sum(cardinality(message_ids)), 0) from selection_parts where replay_id = r.id)::bigint as frozen
    from replays r where id = ${replayId}`;
  return replay.frozen === 0 ? null : chooseCanary(ctx, ctx.sql, { ...replay, policy: readPolicy(replay.policy) }, replay.frozen);
}

async function readNext(sql: Sql | Transaction, replayId: number): Promise<{ readonly first: number; readonly last: number } | null> {
  const [next] = await sql<[{ first: number; last: number }?]>`
    select min(n.id) as first, max(n.id) as last from replay_stages s cross join lateral (
      select id from replay_items where replay_id = ${replayId} and state = 'selected' and id > s.last_item order by id limit s.size
    ) n where s.replay_id = ${replayId} and s.kind = 'canary' and s.state in ('sending', 'observing') having count(*) > 0`;
  return next ?? null;
}

async function gatherNew(ctx: Ctx, tx: Transaction, replayId: number, choice: CanaryChoice) {
  const [replay] = await tx<[Omit<Gathering, "policy"> & { readonly policy: unknown }]>`
    select id, target, reason, principal_id as principal, operation_id as operation, policy, ordered from replays where id = ${replayId}`;
  return gatherCanary(ctx, tx, { ...replay, policy: readPolicy(replay.policy) }, choice);
}
