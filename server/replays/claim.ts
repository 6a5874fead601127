import { actorText } from "../access/actor.ts";
import type { BrokerKind } from "../brokers/broker.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { appendHistory } from "../messages/append-history.ts";

/** One item whose intent is committed, with all that its publish needs. */
export interface ClaimedItem {
  readonly id: number;
  readonly messageId: number;
  readonly replayId: number;
  readonly target: ReplayTarget;
  readonly source: string;
  readonly queue: string;
  readonly kind: BrokerKind | null;
  readonly head: Buffer;
  readonly body: Buffer | null;
  readonly lineageId: number;
  readonly replayCount: number;
  readonly capturedAt: Date;
}

/** A batch's bodies are held in memory at once; three lanes of these stay well below the worker's bound. */
const maxBatchBytes = 12 * 1024 * 1024;

/**
 * Takes up to `size` items of a running replay, as many as its token bucket allows, and commits the intent to send them before anything is
 * written to a broker. Empty: nothing to do now. Items that would exceed the memory bound are left for the next turn.
 */
export async function claimItems(ctx: Ctx, holder: string, replayId: number, size: number): Promise<readonly ClaimedItem[]> {
  const at = ctx.clock();
  const ids = await ctx.sql.begin(async (tx) => {
    const items = await tx<{ id: number; messageId: number }[]>`
      with bucket as (
        update replays set
          tokens = least(greatest(rate, 1), tokens + rate * extract(epoch from clock_timestamp() - refilled_at)), refilled_at = clock_timestamp()
        where id = ${replayId} and state = 'running' and rate is not null
        returning floor(tokens)::int as allowed
      ), free as (
        select least(${size}::int, coalesce((select allowed from bucket), (select ${size}::int from replays where id = ${replayId} and state = 'running' and rate is null), 0)) as allowed
      ), picked as (
        select i.id, octet_length(b.head) + coalesce(octet_length(b.body), 0) as bytes
        from (
          select id, message_id, version from replay_items
          where replay_id = ${replayId} and state = 'selected' order by id limit (select allowed from free) for update skip locked
        ) i join bodies b on b.message_id = i.message_id and b.version = i.version
      ), fitting as (
        select id from (select id, sum(bytes) over (order by id) - bytes as before from picked) p where before < ${maxBatchBytes}
      )
      update replay_items i set state = 'intent', worker = ${holder}, intent_at = ${at}
      from fitting f where i.id = f.id
      returning i.id, i.message_id as "messageId"`;
    if (items.length === 0) return [];
    await tx`update replays set tokens = tokens - ${items.length} where id = ${replayId} and rate is not null`;
    await appendHistory(
      tx,
      { kind: "published", at, actor: actorText(ctx.actor) },
      items.map(({ id, messageId }) => ({ messageId, itemId: id })),
    );
    return items.map(({ id }) => id);
  });
  return ids.length === 0 ? [] : readItems(ctx, ids);
}

/** What is needed to send items, in the order of their ids. */
export function readItems(ctx: Ctx, ids: readonly number[]): Promise<readonly ClaimedItem[]> {
  return ctx.sql<ClaimedItem[]>`
    select i.id, i.message_id as "messageId", i.replay_id as "replayId", r.target, q.source, q.name as queue, s.kind, b.head, b.body,
      coalesce(m.lineage_id, m.id) as "lineageId", m.replay_count as "replayCount", m.captured_at as "capturedAt"
    from replay_items i join replays r on r.id = i.replay_id join messages m on m.id = i.message_id
    join queues q on q.id = m.queue_id join bodies b on b.message_id = i.message_id and b.version = i.version left join sources s on s.name = q.source
    where i.id = any(${numberArray(ids)}::bigint[]) order by i.id`;
}
