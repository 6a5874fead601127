import type { BrokerLog, LogCodec, LogPart } from "../sources/port.ts";
import { textArray } from "../db/arrays.ts";
import type { Sql, Transaction } from "../db/client.ts";
import type { SettledPrefix, Stop } from "./purge-plan.ts";

/** Records that one statement walks over. */
const atOnce = 20_000;
/** Holes of one part that are looked into for one purge: each is a question to the broker. */
const mostHoles = 1_000;

interface Queue {
  readonly id: number;
  readonly name: string;
  readonly log: BrokerLog;
  readonly positions: LogCodec;
}

/**
 * How far each part is read and settled, from the first record that it still holds: what it costs is in what could be removed, however much was
 * ever captured. A position that no record is noted at is looked up in the log: a record that is there was never stored here, whatever the consumer
 * group says.
 */
export async function findSettledPrefixes(
  sql: Sql | Transaction,
  queue: Queue,
  parts: readonly LogPart[],
): Promise<readonly SettledPrefix[]> {
  const failed = await readFailed(sql, queue.id, parts);
  const prefixes: SettledPrefix[] = [];
  for (const part of parts) prefixes.push(await walkPart(sql, queue, part, failed.get(part.part) ?? null));
  return prefixes;
}

async function walkPart(
  sql: Sql | Transaction,
  { id, name, log, positions }: Queue,
  { part, first, next, end }: LogPart,
  failed: string | null,
): Promise<SettledPrefix> {
  const bound = failed !== null && failed < next ? failed : next;
  let [records, looked] = [0, 0];
  let last: string | null = null;
  const endsAt = (before: string, stop: Stop | null): SettledPrefix => ({ part, before, last, records, stop });
  /** Where a hole ends the prefix; null: no record is in it. */
  const stopIn = async (from: string, to: string): Promise<SettledPrefix | null> => {
    if (looked++ === mostHoles) return endsAt(from, { why: "many_holes", at: from });
    const record = await log.nextRecord(name, { part, at: from });
    return record !== null && record < to ? endsAt(record, { why: "not_here", at: record }) : null;
  };
  for (let at = first; at < bound; ) {
    const { noted, full, held } = await readStep(sql, id, { part, from: at, before: bound });
    // A log that was recreated has several rows at a position: those of the last one may be cut, so the next step begins there.
    for (const record of full ? noted.slice(0, noted.indexOf(noted.at(-1) ?? "")) : noted) {
      if (record < at) continue;
      const stop = record > at ? await stopIn(at, record) : null;
      if (stop) return stop;
      if (held?.at === record) return endsAt(record, held);
      [last, at] = [record, positions.after(record)];
      records++;
    }
    if (full) continue;
    const stop = at < bound ? await stopIn(at, bound) : null;
    if (stop) return stop;
    at = bound;
  }
  if (failed !== null && failed < next) return endsAt(bound, { why: "failed_import", at: failed });
  return endsAt(bound, next < end ? { why: "unread", at: next } : null);
}

interface Step {
  /** Where records are noted, in their order. */
  readonly noted: readonly string[];
  /** There are more. */
  readonly full: boolean;
  /** The first that somebody still has to decide on; what retention has deleted here was settled. */
  readonly held: Extract<Stop, { readonly messageId: number }> | null;
}

async function readStep(
  sql: Sql | Transaction,
  queueId: number,
  { part, from, before }: { readonly part: string; readonly from: string; readonly before: string },
): Promise<Step> {
  const [step] = await sql<[Step]>`
    select coalesce(array_agg(at order by at), '{}') as noted, count(*) = ${atOnce} as full,
      (array_agg(json_build_object('why', state, 'at', at, 'messageId', id) order by at) filter (where id is not null))[1] as held
    from (
      select r.at, m.id, m.state from (
        select at, message_id from log_records
        where queue_id = ${queueId} and part = ${part} and at >= ${from} and at < ${before}
        order by at limit ${atOnce}
      ) r left join messages m on m.id = r.message_id and m.state in ('dead', 'replaying', 'unknown')
    ) walked`;
  return step;
}

/** The first failed import of each part that waits for somebody. */
async function readFailed(sql: Sql | Transaction, queueId: number, parts: readonly LogPart[]): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ part: string; at: string }[]>`
    select part, min(at) as at from (
      select split_part(identity, '/', 1) collate "C" as part, split_part(identity, '/', 2) collate "C" as at from failed_imports
      where queue_id = ${queueId} and message_id is null and identity like '%/%/%'
    ) failed join unnest(${textArray(parts.map(({ part }) => part))}::text[], ${textArray(parts.map(({ first }) => first))}::text[])
      as log(part, first) using (part)
    where at >= first group by part`;
  return new Map(rows.map(({ part, at }) => [part, at]));
}
