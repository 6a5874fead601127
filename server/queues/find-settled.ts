import type { BrokerLog, LogPartition } from "../sources/port.ts";
import { numberArray } from "../db/arrays.ts";
import type { Sql, Transaction } from "../db/client.ts";
import type { SettledPrefix, Stop } from "./purge-plan.ts";

/** Records that one statement walks over. */
const atOnce = 20_000;
/** Holes of one partition that are looked into for one purge: each is a question to the broker. */
const mostHoles = 1_000;

interface Queue {
  readonly id: number;
  readonly name: string;
  readonly log: BrokerLog;
}

/**
 * How far each partition is read and settled, from the first record that it still holds: what it costs is in what could be removed, however much was
 * ever captured. An offset that no record is noted at is looked up in the log: a record that is there was never stored here, whatever the consumer
 * group says.
 */
export async function findSettledPrefixes(
  sql: Sql | Transaction,
  queue: Queue,
  partitions: readonly LogPartition[],
): Promise<readonly SettledPrefix[]> {
  const failed = await readFailed(sql, queue.id, partitions);
  const prefixes: SettledPrefix[] = [];
  for (const part of partitions) prefixes.push(await walkPartition(sql, queue, part, failed.get(part.partition) ?? null));
  return prefixes;
}

async function walkPartition(
  sql: Sql | Transaction,
  { id, name, log }: Queue,
  { partition, first, next, end }: LogPartition,
  failed: number | null,
): Promise<SettledPrefix> {
  const bound = failed === null ? next : Math.min(failed, next);
  let [holes, looked] = [0, 0];
  const endsAt = (before: number, stop: Stop | null): SettledPrefix => ({ partition, before, holes, stop });
  for (let at = first; at < bound; ) {
    const step = await readStep(sql, id, partition, at, bound);
    const reached = step.held?.offset ?? (step.records === atOnce ? (step.last ?? at) + 1 : bound);
    const tail = step.held || step.records === atOnce ? [] : [[(step.last ?? at - 1) + 1, bound] as const];
    for (const [from, to] of [...step.holes, ...tail].filter((hole) => hole[0] < hole[1] && hole[1] <= reached)) {
      if (looked++ === mostHoles) return endsAt(from, { why: "many_holes", offset: from });
      const record = await log.nextRecord(name, partition, from);
      const until = record !== null && record < to ? record : to;
      holes += until - from;
      if (until < to) return endsAt(until, { why: "not_here", offset: until });
    }
    if (step.held) return endsAt(reached, step.held);
    at = reached;
  }
  if (failed !== null && failed < next) return endsAt(bound, { why: "failed_import", offset: failed });
  return endsAt(bound, next < end ? { why: "unread", offset: next } : null);
}

interface Step {
  readonly records: number;
  readonly last: number | null;
  /** The first that somebody still has to decide on; what retention has deleted here was settled. */
  readonly held: Extract<Stop, { readonly messageId: number }> | null;
  /** From, up to: offsets before a record that none is noted at. */
  readonly holes: readonly (readonly [number, number])[];
}

async function readStep(sql: Sql | Transaction, queueId: number, partition: number, from: number, before: number): Promise<Step> {
  const [step] = await sql<[Step]>`
    select count(*)::int as records, max("offset") as last,
      (array_agg(json_build_object('why', state, 'offset', "offset", 'messageId', id) order by "offset")
        filter (where state in ('dead', 'replaying', 'unknown')))[1] as held,
      coalesce(json_agg(json_build_array(hole, "offset") order by "offset") filter (where hole < "offset"), '[]') as holes
    from (
      select "offset", lag("offset", 1, ${from}::bigint - 1) over (order by "offset") + 1 as hole, m.id, m.state from (
        select "offset", message_id from log_records
        where queue_id = ${queueId} and partition = ${partition} and "offset" >= ${from} and "offset" < ${before}
        order by "offset" limit ${atOnce}
      ) step left join messages m on m.id = step.message_id
    ) walked`;
  return step;
}

/** The first failed import of each partition that waits for somebody. */
async function readFailed(
  sql: Sql | Transaction,
  queueId: number,
  partitions: readonly LogPartition[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await sql<{ partition: number; offset: number }[]>`
    select partition, min("offset") as "offset" from (
      select split_part(identity, '/', 1)::int as partition, split_part(identity, '/', 2)::bigint as "offset" from failed_imports
      where queue_id = ${queueId} and message_id is null and identity like '%/%/%'
    ) failed join unnest(${numberArray(partitions.map((part) => part.partition))}::int[], ${numberArray(partitions.map((part) => part.first))}::bigint[])
      as part(partition, first) using (partition)
    where "offset" >= first group by partition`;
  return new Map(rows.map((row) => [row.partition, row.offset]));
}
