import { principalId } from "../../access/remember-principal.ts";
import type { Fragment } from "postgres";
import type { Ctx } from "../../context.ts";
import type { Transaction } from "../../db/client.ts";
import { numberArray } from "../../db/arrays.ts";
import { nowIn } from "../../db/read-now.ts";
import { isKnownHere } from "../known-here.ts";
import { type Batch, inHand, lockClaims, senderOfHolder } from "./batch.ts";
import { isAsking } from "./find-lost.ts";
import type { Passed } from "./lane.ts";
import { readOutbound } from "./outbound.ts";
import { dueItems, recallHeld } from "./recall-held.ts";
import { takeTokens } from "./take-tokens.ts";
import { waitIsOver } from "./wait-out.ts";
import { canaryEnd } from "../stages/canary-end.ts";
import { rateNow } from "../stages/rate-now.ts";

/** A batch's bodies are held in memory at once; four lanes of these stay well below the worker's bound. */
const maxBatchBytes = 8 * 1024 * 1024;

interface Claim {
  readonly replayId: number;
  /** As it was read; null: no limit. */
  readonly rate: number | null;
  /**
   * As it was read: only while nobody else has a batch of it in hand, and while no broker is asked what became of an item. "later" where it has become
   * ordered since, so that whoever claims also judges and sends in order.
   */
  readonly ordered: boolean;
  /** Batches of this replay in the hand of who asks. */
  readonly own: readonly number[];
  readonly size: number;
  /** Only items after this one, so that a long replay does not read past its beginning each time. */
  readonly passed?: Passed | undefined;
}

/**
 * Takes up to `size` items of a running replay, as many as its rate allows, and commits the intent to send them before anything is written
 * to a broker; the answer brings their bytes. Held items whose time has come wait again, and are claimed first. "none": no item waits; "later": the
 * rate allows none now, it waits because nothing could be sent and another lane tries, another database knows what it sent, or the replay is ordered and another batch is on its way. Items beyond the memory bound wait for the next turn.
 */
export async function claimBatch(ctx: Ctx, holder: string, claim: Claim): Promise<Batch | "none" | "later"> {
  const { replayId, rate, ordered, own, size } = claim;
  // Asked first, so that who has to wait takes no tokens.
  if (ordered && ((await isUnderWay(ctx.sql, replayId, own)) || (await isAsking(ctx, replayId)))) return "later";
  if (rate !== null && !(await isWaiting(ctx, replayId))) return "none";
  const taken = rate === null ? null : await takeTokens(ctx, replayId, size);
  if (rate !== null && (taken === null || taken.sends === 0)) return "later";
  const { rate: claimedRate, sends } = taken ?? { rate: null, sends: size };
  const principal = await principalId(ctx);
  const opened = await ctx.sql.begin(async (tx) => {
    await lockClaims(tx, replayId);
    // A cancel waits until this is committed, and this for a cancel; items may be made meanwhile.
    const [running] = await tx<
      [{ ordered: boolean; recalls: number; mayGo: boolean }?]
    >`select ordered, recalls, ${waitIsOver(tx)} and not ${isTriedAlready(tx, own)} and ${isKnownHere(tx)} as "mayGo" from replays r
      where id = ${replayId} and state = 'running' for key share of r`;
    if (!running) return "none";
    if (!running.mayGo) return "later";
    if (running.ordered && (!ordered || (await isUnderWay(tx, replayId, own)))) return "later";
    // In an ordered replay only between batches: what follows a held one of its key, in a batch on its way, must not be sent before it.
    const mayRecall = !ordered || own.length === 0;
    const recalls = mayRecall ? await recallHeld({ sql: tx, clock: ctx.clock }, { replayId, principal }) : running.recalls;
    const after = claim.passed?.recalls === recalls ? claim.passed.item : 0;
    const batch = await openBatch(ctx, tx, holder, { replayId, rate: claimedRate, ordered, size: sends, after });
    return batch ? { ...batch, rate: claimedRate, recalls } : "none";
  });
  if (typeof opened === "string") return opened;
  const { first, last, ...batch } = opened;
  const wanted = ctx.sql`i.replay_id = ${replayId} and i.state = 'selected' and i.id between ${first} and ${last}`;
  return { ...batch, replayId, items: await readOutbound(ctx, wanted) };
}

async function isUnderWay(sql: Ctx["sql"] | Transaction, replayId: number, own: readonly number[]): Promise<boolean> {
  return (
    (await sql`select 1 from replay_batches where replay_id = ${replayId} and id <> all(${numberArray(own)}::bigint[]) limit 1`).length > 0
  );
}

/**
 * `replays r` waits, and another batch is in hand of it, or of one that also waits and has messages of the same source: one lane tries for all. A broker that blocks keeps each lane
 * that tries for up to half a minute, and the others are for what can be sent.
 */
function isTriedAlready(tx: Transaction, own: readonly number[]): Fragment {
  return tx`(r.waits_since is not null and exists (
    select from replay_batches b join replays o on o.id = b.replay_id
    where b.id <> all(${numberArray(own)}::bigint[]) and (o.id = r.id or o.waits_since is not null and exists (
      select from jsonb_array_elements(o.places) x join jsonb_array_elements(r.places) y on x ->> 'source' = y ->> 'source'))))`;
}

/** Something waits that is in nobody's hand and not behind a canary, or is held and due. */
async function isWaiting({ sql, clock }: Ctx, replayId: number): Promise<boolean> {
  const rows = await sql`
    select 1 where exists (select from replay_items i where i.replay_id = ${replayId} and i.state = 'selected' and i.id <= ${claimable(sql, replayId)} and not ${inHand(sql)})
      or exists (select from replay_items i where ${dueItems({ sql, clock }, replayId)})`;
  return rows.length > 0;
}

/** The last item that may be claimed: of a canary, or of all. */
function claimable(sql: Ctx["sql"] | Transaction, replayId: number): Fragment {
  return sql`coalesce(${canaryEnd(sql, replayId)}, ${Number.MAX_SAFE_INTEGER})`;
}

interface Opened extends Pick<Batch, "id" | "sender" | "at"> {
  readonly first: number;
  readonly last: number;
}

/**
 * From the first item that waits and is in nobody's hand, up to the next batch. null: none, or the replay keeps order, or a lower rate than `rate`, since this moment. One
 * statement looks at these and at where its canary ends: another would see the ramp that follows, and take all of it at once.
 */
async function openBatch(
  ctx: Ctx,
  tx: Transaction,
  holder: string,
  { replayId, rate, ordered, size, after }: Pick<Claim, "replayId" | "rate" | "ordered" | "size"> & { readonly after: number },
): Promise<Opened | null> {
  const [batch] = await tx<[Opened?]>`
    with others as (
      select first_item, last_item from replay_batches where replay_id = ${replayId}
    ), start as (
      select min(f.id) as id from (select ${after}::bigint as passed union all select last_item from others where last_item > ${after}) c
      cross join lateral (
        select id from replay_items where replay_id = ${replayId} and state = 'selected' and id > c.passed and id <= ${claimable(tx, replayId)} order by id limit 1
      ) f
      where not exists (select from others where f.id between first_item and last_item)
    ), waiting as (
      select id, message_id from replay_items where replay_id = ${replayId} and state = 'selected' and id >= (select id from start)
        and id <= ${claimable(tx, replayId)} and id < (select coalesce(min(first_item), ${Number.MAX_SAFE_INTEGER}) from others where first_item > (select id from start))
      order by id limit ${size}
    ), sized as (
      select w.id, sum(m.size) over (order by w.id) - m.size as before from waiting w join messages m on m.id = w.message_id
    )
    insert into replay_batches (replay_id, holder, at, first_item, last_item)
    select ${replayId}, ${holder}, ${nowIn({ sql: tx, clock: ctx.clock })}, min(id), max(id) from sized where before < ${maxBatchBytes}
    having count(*) > 0 and (select ordered = ${ordered} and coalesce(${rateNow(tx)} >= ${rate}::float8, ${rateNow(tx)} is null) from replays r where id = ${replayId})
    returning id, ${senderOfHolder(tx)} as sender, at, first_item as first, last_item as last`;
  return batch ?? null;
}
