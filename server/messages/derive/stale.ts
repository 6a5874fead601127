import type { Ctx } from "../../context.ts";
import { numberArray } from "../../db/arrays.ts";
import type { Transaction } from "../../db/client.ts";
import { type Place, readerOf } from "../../payloads/reader.ts";
import { rulesOf } from "./number.ts";
import type { Derived, Source } from "./derive.ts";
import type { QueueReader } from "./queue-reader.ts";

/** A queue whose rows this worker may derive: its rules are those in force. */
export interface Way {
  readonly reader: QueueReader;
  readonly number: number;
  readonly derivedTo: number;
}

/** What a row is derived from, as it is stored. */
export interface StoredSource {
  readonly id: number;
  readonly queueId: number;
  /** Its newest version, which a replay sends. */
  readonly version: number;
  readonly capturedAt: Date;
  readonly raw: Source;
  /** When it died, of what was captured again after a release: the row keeps that. null: the bytes say it. */
  readonly death: Pick<Derived, "sortAt" | "deathKnown" | "diedAfter"> | null;
}

export async function readWays(ctx: Ctx, tx: Transaction): Promise<readonly Way[]> {
  const rows = await tx<(Place & { queueId: number; number: number; rules: string; derivedTo: number })[]>`
    select d.queue_id as "queueId", d.number, d.rules, d.derived_to as "derivedTo", q.source, q.name as queue, s.kind
    from derivations d join queues q on q.id = d.queue_id left join sources s on s.name = q.source order by d.queue_id`;
  return rows.flatMap(({ queueId, number, rules, derivedTo, ...place }) => {
    const found = readerOf(ctx, place);
    const reader = found && { queueId, ...found };
    return reader && rulesOf(reader) === rules ? [{ reader, number, derivedTo }] : [];
  });
}

export interface Bounds {
  /** Ids above `from`, up to `to`. */
  readonly from: number;
  readonly to: number;
  readonly messages: number;
  /** Of bodies; one message may be larger. */
  readonly bytes: number;
}

/** The ids of the first stale messages of these queues, in their order. */
export async function findStale(tx: Transaction, ways: readonly Way[], { from, to, messages, bytes }: Bounds): Promise<readonly number[]> {
  const found = await tx<{ id: number }[]>`
    select id from (
      select m.id, sum(m.size::bigint) over (order by m.id) - m.size as before
      from messages m join unnest(
        ${numberArray(ways.map(({ reader }) => reader.queueId))}::int[], ${numberArray(ways.map(({ number }) => number))}::smallint[],
        ${numberArray(ways.map(({ derivedTo }) => derivedTo))}::bigint[]
      ) as w(queue_id, number, derived_to) on w.queue_id = m.queue_id
      where m.id > ${from} and m.id <= ${to} and m.id > w.derived_to and m.derivation < w.number
      order by m.id limit ${messages}
    ) stale where before < ${bytes} order by id`;
  return found.map(({ id }) => id);
}

/** What these rows are derived from: the bytes that capture stored, and beside them the newest edit, which is what is sent. */
export async function readSources(tx: Transaction, ids: readonly number[]): Promise<readonly StoredSource[]> {
  if (ids.length === 0) return [];
  const rows = await tx<
    {
      id: number;
      queueId: number;
      version: number;
      capturedAt: Date;
      head: Buffer;
      body: Buffer | null;
      newHead: Buffer | null;
      newBody: Buffer | null;
      released: boolean;
      sortAt: Date;
      deathKnown: boolean;
      diedAfter: Date | null;
    }[]
  >`
    select m.id, m.queue_id as "queueId", m.version, m.captured_at as "capturedAt", b.head, b.body, e.head as "newHead", e.body as "newBody",
      h.data->>'releasedFrom' is not null as released, m.sort_at as "sortAt", m.death_known as "deathKnown", m.died_after as "diedAfter"
    from messages m join message_history h on h.message_id = m.id and h.seq = 1
    join bodies b on b.message_id = m.id and b.version = case h.data->>'original' when 'taken' then 2 else 1 end
    left join bodies e on e.message_id = m.id and e.version = m.version and m.version > b.version
    where m.id = any(${numberArray(ids)}::bigint[]) order by m.id`;
  return rows.map(({ head, body, newHead, newBody, released, sortAt, deathKnown, diedAfter, ...row }) => {
    const edited = newHead ? { edited: { head: newHead, body: newBody } } : {};
    return { ...row, raw: { head, body, ...edited }, death: released ? { sortAt, deathKnown, diedAfter } : null };
  });
}
