import type { LogReader, LogState, Position as LogPosition } from "../log.ts";
import { orderedText } from "../position.ts";
import { readReaders, type TopicReader } from "./audience.ts";
import type { Client } from "./client.ts";
import type { Fetcher } from "./fetcher.ts";
import { nextOf, offsetOf, type Position, readPositions } from "./position.ts";
import { readTopicSettings } from "./settings.ts";

/** What a topic holds, how far Redrive and others have read it, and how long it keeps a record. */
export async function readLog(client: Client, topic: string): Promise<LogState> {
  const [positions, readers, settings] = await Promise.all([
    readPositions(client, topic),
    readReaders(client, topic),
    readTopicSettings(client, [topic]),
  ]);
  const parts = positions
    .toSorted((a, b) => a.partition - b.partition)
    .map((position) => ({
      part: String(position.partition),
      first: orderedText(position.low),
      next: orderedText(nextOf(position)),
      end: orderedText(position.high),
      unread: Number(position.high - nextOf(position)),
    }));
  return { parts, readers: readers.map((reader) => toReader(reader, positions)), settings: settings.get(topic) ?? null };
}

function toReader({ name, consumers, committed }: TopicReader, positions: readonly Position[]): LogReader {
  const next = new Map(committed.map(({ partition, offset }) => [partition, BigInt(offset)]));
  const behind = positions.reduce((sum, { partition, low, high }) => {
    const at = next.get(partition) ?? low;
    const left = high - (at > low ? at : low);
    return left > 0n ? sum + left : sum;
  }, 0n);
  return {
    name,
    consumers,
    positions: [...next].map(([partition, offset]) => ({ part: String(partition), at: orderedText(offset) })),
    behind: next.size === 0 ? null : Number(behind),
  };
}

/** The first committed record at or after an offset: passes over marks of transactions, aborted records, and what compaction took. */
export async function nextRecord(client: Client, fetcher: Fetcher, topic: string, from: LogPosition): Promise<string | null> {
  const partition = Number(from.part);
  for (let offset = offsetOf(from.at); ; ) {
    const { records, next } = await fetcher.fetch({ topic, partition, offset, committed: true, mostBytes: 64 * 1024 });
    const at = offset;
    const found = records.find((record) => BigInt(record.offset) >= at);
    if (found) return orderedText(found.offset);
    if (next === offset) return null;
    // Out of the log: retention may have passed the offset since it was asked for.
    const low = next === null ? (await readPositions(client, topic)).find((one) => one.partition === partition)?.low : next;
    if (low === undefined || low <= offset) return null;
    offset = low;
  }
}
