import type { BrokerKind } from "../brokers/broker.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import type { Sql, Transaction } from "../db/client.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { takeTokens } from "./take-tokens.ts";

/** One item whose intent is committed, with all that its publish needs. */
export interface ClaimedItem {
  readonly id: number;
  readonly messageId: number;
  readonly replayId: number;
  readonly intentAt: Date;
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

/** A batch's bodies are held in memory at once; four lanes of these stay well below the worker's bound. */
const maxBatchBytes = 8 * 1024 * 1024;

interface Claim {
  readonly replayId: number;
  readonly rate: number | null;
  /** Only while nobody has a batch of it in hand. */
  readonly ordered: boolean;
  readonly size: number;
  /** Only items with a higher id, so that a long replay does not read past its beginning each time. */
  readonly after?: number;
}

/**
 * Takes up to `size` items of a running replay, as many as its rate allows, and commits the intent to send them before anything is written
 * to a broker: one statement, which also brings their bytes. Empty: none waits, or the replay is ordered and another batch is on its way;
 * null: the rate allows none now. Items beyond the memory bound wait for the next turn.
 */
export async function claimItems(ctx: Ctx, holder: string, claim: Claim): Promise<readonly ClaimedItem[] | null> {
  const { replayId, rate, ordered, size } = claim;
  if (ordered && (await isUnderWay(ctx, replayId))) return [];
  const allowed = rate === null ? size : await takeTokens(ctx, replayId, size);
  if (allowed === 0) return null;
  if (!ordered) return pickItems(ctx, ctx.sql, holder, { ...claim, size: allowed });
  return ctx.sql.begin(async (tx) => {
    // The next statement sees what was committed until the lock was had.
    await tx`select 1 from replays where id = ${replayId} for update`;
    return pickItems(ctx, tx, holder, { ...claim, size: allowed });
  });
}

/** Asked first, so that who has to wait takes no tokens. */
async function isUnderWay({ sql }: Ctx, replayId: number): Promise<boolean> {
  return (await sql`select 1 from replay_items where replay_id = ${replayId} and state = 'intent' limit 1`).length > 0;
}

function pickItems(ctx: Ctx, sql: Sql | Transaction, holder: string, { replayId, ordered, size, after = 0 }: Claim) {
  const alone = sql`not exists (select from replay_items o where o.replay_id = ${replayId} and o.state = 'intent')`;
  return sql<ClaimedItem[]>`
    with picked as (
      select i.id, m.size from replay_items i join messages m on m.id = i.message_id
      where i.replay_id = ${replayId} and i.id > ${after} and i.state = 'selected' and exists (select from replays where id = ${replayId} and state = 'running')
        and ${ordered ? alone : sql`true`}
      order by i.id limit ${size} for update of i skip locked
    ), fitting as (
      select id from (select id, sum(size) over (order by id) - size as before from picked) as sized where before < ${maxBatchBytes}
    ), taken as (
      update replay_items i set state = 'intent', worker = ${holder}, intent_at = ${ctx.clock()}
      from fitting f where i.id = f.id
      returning i.*
    )
    ${itemColumns(ctx, "taken")}`;
}

/** What is needed to send items, in the order of their ids. */
export function readItems(ctx: Ctx, ids: readonly number[]): Promise<readonly ClaimedItem[]> {
  return ctx.sql<ClaimedItem[]>`
    with given as (select * from replay_items where id = any(${numberArray(ids)}::bigint[])) ${itemColumns(ctx, "given")}`;
}

function itemColumns({ sql }: Ctx, from: "taken" | "given") {
  return sql`
    select i.id, i.message_id as "messageId", i.replay_id as "replayId", i.intent_at as "intentAt", r.target, q.source, q.name as queue, s.kind,
      b.head, b.body, coalesce(m.lineage_id, m.id) as "lineageId", m.replay_count as "replayCount", m.captured_at as "capturedAt"
    from ${sql(from)} i join replays r on r.id = i.replay_id join messages m on m.id = i.message_id
    join queues q on q.id = m.queue_id join bodies b on b.message_id = i.message_id and b.version = i.version left join sources s on s.name = q.source
    order by i.id`;
}
