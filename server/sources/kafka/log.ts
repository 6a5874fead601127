import type { LogState } from "../port.ts";
import { readReaders } from "./audience.ts";
import type { Client } from "./client.ts";
import type { Fetcher } from "./fetcher.ts";
import { nextOf, readPositions } from "./position.ts";
import { readTopicSettings } from "./settings.ts";

/** What a topic holds, how far Redrive and others have read it, and how long it keeps a record. */
export async function readLog(client: Client, topic: string): Promise<LogState> {
  const [positions, readers, settings] = await Promise.all([
    readPositions(client, topic),
    readReaders(client, topic),
    readTopicSettings(client, [topic]),
  ]);
  const partitions = positions
    .map((position) => ({
      partition: position.partition,
      first: Number(position.low),
      next: Number(nextOf(position)),
      end: Number(position.high),
    }))
    .toSorted((a, b) => a.partition - b.partition);
  return { partitions, readers, settings: settings.get(topic) ?? null };
}

/** The first committed record at or after an offset: passes over marks of transactions, aborted records, and what compaction took. */
export async function nextRecord(client: Client, fetcher: Fetcher, topic: string, partition: number, from: number): Promise<number | null> {
  for (let offset = BigInt(from); ; ) {
    const { records, next } = await fetcher.fetch({ topic, partition, offset, committed: true });
    const at = offset;
    const found = records.find((record) => BigInt(record.offset) >= at);
    if (found) return Number(found.offset);
    if (next === offset) return null;
    // Out of the log: retention may have passed the offset since it was asked for.
    const low = next === null ? (await readPositions(client, topic)).find((one) => one.partition === partition)?.low : next;
    if (low === undefined || low <= offset) return null;
    offset = low;
  }
}
