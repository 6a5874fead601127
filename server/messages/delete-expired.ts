import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { pause } from "../process/loop.ts";
import { inState } from "./shelves.ts";
import { moveCounts } from "./move-counts.ts";

const atOnce = 2_000;
/** Nobody waits for these. What is dead, on its way or unknown is never deleted, however old. */
const settled = ["replayed", "discarded", "released"] as const;

/** Deletes the replay items with these ids. */
export type ForgetItems = (tx: Transaction, itemIds: readonly number[]) => Promise<void>;

interface Batch {
  readonly seen: number;
  readonly deleted: number;
  readonly sortAt: Date | null;
  readonly id: number | null;
}

/**
 * Deletes what was settled longer ago than the configured days: rows, bytes and history, with their part of the counts, and by `forgetItems` the items
 * that their history names. A chain of
 * comebacks goes as a whole, when its last death is settled too. Identities stay: a log still holds its record, which would else be captured again.
 * Rests after each batch for as long as it took, so that readers have the database at least half of the time. Answers how many went.
 */
export async function deleteExpired(ctx: Ctx, signal: AbortSignal, forgetItems: ForgetItems): Promise<number> {
  const { settledDays } = ctx.config.retention;
  if (settledDays === null) return 0;
  const cutoff = new Date(ctx.clock().getTime() - settledDays * 86_400_000);
  let deleted = 0;
  for (const state of settled) {
    let after = { sortAt: new Date(0), id: 0 };
    let batch: Batch;
    do {
      const from = performance.now();
      batch = await deleteBatch(ctx, { state, cutoff, after, forgetItems });
      deleted += batch.deleted;
      after = { sortAt: batch.sortAt ?? cutoff, id: batch.id ?? 0 };
      if (batch.seen === atOnce) await pause(performance.now() - from, signal);
    } while (batch.seen === atOnce && !signal.aborted);
  }
  if (deleted > 0) ctx.log.info({ deleted, settledDays }, "messages that were settled long ago are deleted");
  return deleted;
}

interface Stretch {
  readonly state: (typeof settled)[number];
  /** Only what lies before and was settled before. */
  readonly cutoff: Date;
  /** The last message that was looked at. */
  readonly after: { readonly sortAt: Date; readonly id: number };
  readonly forgetItems: ForgetItems;
}

/** What another transaction holds is left for the next time. The audit row says how many went in this transaction. */
function deleteBatch(ctx: Ctx, { state, cutoff, after, forgetItems }: Stretch): Promise<Batch> {
  const asked = { permission: "message.discard", scope: "everywhere", subject: `what was ${state}` } as const;
  return act(ctx, asked, async (tx, operation) => {
    const [{ itemIds, ...batch }] = await tx<[Batch & { itemIds: readonly number[] }]>`
      with old as materialized (
        select m.id, m.state, m.group_id, m.event_type, m.sort_at, m.death_known,
          h.at < ${cutoff} and not exists (
            select 1 from messages n where n.lineage_id = coalesce(m.lineage_id, m.id) and n.state in ('dead', 'replaying', 'unknown')
          ) as goes
        from messages m join message_history h on h.message_id = m.id and h.seq = m.seq
        where ${inState(tx, state)} and (m.sort_at, m.id) > (${after.sortAt}, ${after.id}) and m.sort_at < ${cutoff}
        order by m.sort_at, m.id limit ${atOnce} for update of m skip locked
      ), gone as (
        delete from messages m using old where m.id = old.id and old.goes returning old.id, old.state, old.group_id, old.event_type, old.sort_at, old.death_known
      ), bytes as (
        delete from bodies where message_id in (select id from gone)
      ), events as (
        delete from message_history where message_id in (select id from gone) returning item_id
      ), ${moveCounts(tx, tx`(select *, -1 as n, -death_known::int as known from gone)`, ctx.clock())}
      select count(*)::int as seen, count(*) filter (where goes)::int as deleted, max(sort_at) as "sortAt",
        (array_agg(id order by sort_at desc, id desc))[1] as id,
        array(select distinct item_id from events where item_id is not null) as "itemIds" from old`;
    await forgetItems(tx, itemIds);
    const { settledDays } = ctx.config.retention;
    if (batch.deleted > 0) operation.note({ data: { act: "expired", total: batch.deleted, settledDays } });
    else operation.drop();
    return batch;
  });
}
