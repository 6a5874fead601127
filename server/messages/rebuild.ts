import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { type Arrival, readArrival, type Reader } from "./arrival.ts";
import { foldHistory, type HistoryEvent } from "./fold.ts";
import { readerOf } from "./reader.ts";
import type { GroupFacts, MessageRow } from "./row.ts";
import { seenGroups } from "./seen-groups.ts";
import { writeRows } from "./write-rows.ts";

const atOnce = 500;

interface Stored extends HistoryEvent {
  readonly messageId: number;
}

/**
 * Makes `messages`, groups and counts anew from history and bytes, with the rules of today. One transaction: readers see the old rows until
 * it commits, writers wait for it. What people have said about groups (triage, notes) stays. Memory does not grow with the number of messages.
 */
export async function rebuildMessages(ctx: Ctx, onProgress: (done: number) => void = () => {}): Promise<number> {
  const readers = new Map<number, Reader>();
  return ctx.sql.begin(async (tx) => {
    await tx`lock table messages, groups, hour_counts, day_counts, minute_arrivals, hour_arrivals in exclusive mode`;
    await tx`delete from messages`;
    await Promise.all([
      tx`delete from hour_counts`,
      tx`delete from day_counts`,
      tx`delete from minute_arrivals`,
      tx`delete from hour_arrivals`,
    ]);
    await tx`update groups set first_seen_at = 'infinity', last_seen_at = '-infinity'`;
    let done = 0;
    for (let last = 0; ; ) {
      const bytes = await tx<{ messageId: number; head: Buffer; body: Buffer | null }[]>`
        select b.message_id as "messageId", b.head, b.body from bodies b
        join message_history h on h.message_id = b.message_id and h.seq = 1
        where b.version = case h.data->>'original' when 'taken' then 2 else 1 end and b.message_id > ${last}
        order by b.message_id limit ${atOnce}`;
      if (bytes.length === 0) break;
      const histories = await readHistories(
        tx,
        bytes.map(({ messageId }) => messageId),
      );
      const rows: MessageRow[] = [];
      const arrivals: Arrival[] = [];
      const groups = new Map<number, GroupFacts>();
      for (const { messageId, head, body } of bytes) {
        const { facts, ...folded } = foldHistory(histories.get(messageId) ?? []);
        const reader = readers.get(facts.queueId) ?? (await readerOf(ctx, facts.queueId));
        readers.set(facts.queueId, reader);
        const diedAt = facts.diedAt ? new Date(facts.diedAt) : null;
        const arrival = readArrival(reader, { head, body, diedAt }, folded.capturedAt, groups);
        arrivals.push(arrival);
        rows.push({
          ...arrival.derived,
          ...folded,
          id: messageId,
          lineageId: facts.lineageId ?? null,
          cameBackFrom: facts.cameBackFrom ?? null,
          replayCount: facts.replayCount ?? 0,
          suspectedDuplicateOf: facts.suspectedDuplicateOf ?? null,
        });
      }
      await writeRows(tx, rows, seenGroups(arrivals));
      done += rows.length;
      last = rows.at(-1)?.id ?? last;
      onProgress(done);
    }
    await tx`delete from groups where last_seen_at = '-infinity' and triage = 'open' and assignee is null and note is null`;
    await tx`
      update groups set first_seen_at = coalesce(triaged_at, now()), last_seen_at = coalesce(triaged_at, now())
      where last_seen_at = '-infinity'`;
    return done;
  });
}

async function readHistories(tx: Transaction, ids: readonly number[]): Promise<ReadonlyMap<number, readonly HistoryEvent[]>> {
  const events = await tx<Stored[]>`
    select message_id as "messageId", seq, kind, at, data from message_history
    where message_id = any(${numberArray(ids)}::bigint[]) order by message_id, seq`;
  return Map.groupBy(events, ({ messageId }) => messageId);
}
