import type { Gap, Kept, LogMemory, Start } from "../log.ts";
import { orderedText } from "../position.ts";
import type { Client } from "./client.ts";
import type { Fetcher } from "./fetcher.ts";
import { toGap } from "./gaps.ts";
import { nextRecord } from "./log.ts";
import { offsetOf, type Position, readPositions } from "./position.ts";

/** Where reading of one partition begins. */
interface Begin {
  readonly partition: number;
  readonly offset: bigint;
  /** What the group has committed; null: nothing. */
  readonly committed: bigint | null;
  /** What can never be read any more; null: nothing. */
  readonly gap: Gap | null;
  readonly start: Start;
}

/** How many offsets lie between two, if any committed record does: marks of transactions and aborted records are none. */
type CountRecords = (from: bigint, before: bigint) => Promise<number>;

/**
 * Where each of some partitions of a topic begins. What the caller remembers goes before what its group has committed: a group outlives a database, and a
 * database that was restored from a backup is older than its group.
 */
export async function findBegins(
  client: Client,
  fetcher: Fetcher,
  { topic, partitions, memory }: { readonly topic: string; readonly partitions: readonly number[]; readonly memory: LogMemory | undefined },
): Promise<readonly Begin[]> {
  // In this order: other workers note what they have stored before they commit it, so what is remembered is never behind by that.
  const positions = (await readPositions(client, topic)).filter(({ partition }) => partitions.includes(partition));
  const kept = (await memory?.read()) ?? new Map<string, Kept>();
  const begins: Begin[] = [];
  for (const position of positions) {
    const { partition } = position;
    const part = String(partition);
    const known = kept.get(part);
    const count: CountRecords = async (from, before) => {
      if (from >= before) return 0;
      const record = await nextRecord(client, fetcher, topic, { part, at: orderedText(from) });
      return record !== null && offsetOf(record) < before ? Number(before - from) : 0;
    };
    const isAnother = known?.last ? await isAnotherLog(fetcher, topic, partition, known.last) : false;
    begins.push(await beginOf(position, { memory: memory !== undefined, kept: known, isAnother, count }));
  }
  return begins;
}

interface Remembered {
  /** The caller remembers at all. */
  readonly memory: boolean;
  readonly kept: Kept | undefined;
  readonly isAnother: boolean;
  readonly count: CountRecords;
}

/** Exported for tests. */
export async function beginOf(position: Position, { memory, kept, isAnother, count }: Remembered): Promise<Begin> {
  const { partition, committed, low, high } = position;
  const { offset, gap, goesOn } = placeOf(position, kept, isAnother);
  const isBehind = goesOn && kept !== undefined && committed !== null && committed <= high;
  const again = isBehind ? await count(offset, committed) : 0;
  const since = memory && (goesOn || kept === undefined) ? sinceOf(kept, offset) : null;
  const missing = since === null ? 0 : await count(low, since);
  const start = { part: String(partition), next: orderedText(offset), since: missing > 0 && since !== null ? orderedText(since) : null };
  return { partition, offset, committed, gap, start: { ...start, missing, again } };
}

/** The place that is remembered, by the caller or else by its group, as far as it is still there. `goesOn` false: reading begins at the first record. */
function placeOf({ partition, committed, low, high }: Position, kept: Kept | undefined, isAnother: boolean) {
  const from = kept === undefined ? committed : offsetOrNull(kept.next);
  if (from === null) return { offset: low, gap: null, goesOn: false };
  if (from > high || isAnother) return { offset: low, gap: toGap(partition, from, null), goesOn: false };
  if (from < low) return { offset: low, gap: toGap(partition, from, low), goesOn: true };
  return { offset: from, gap: null, goesOn: true };
}

/** From where on the caller holds the records; a part that it never read, from where it begins. null: it holds all. */
function sinceOf(kept: Kept | undefined, offset: bigint): bigint | null {
  return kept === undefined ? offset : offsetOrNull(kept.since);
}

const offsetOrNull = (at: string | null): bigint | null => (at === null ? null : offsetOf(at));

/** Whether another record stands where the last one was read. One that is not there any more tells nothing. */
async function isAnotherLog(fetcher: Fetcher, topic: string, partition: number, last: NonNullable<Kept["last"]>): Promise<boolean> {
  const record = await fetcher.record(topic, partition, offsetOf(last.at));
  return record !== null && record.timestamp !== last.mark;
}
