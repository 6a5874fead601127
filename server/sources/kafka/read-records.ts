import type { RawMessage } from "../port.ts";
import type { Client } from "./client.ts";
import type { Fetcher } from "./fetcher.ts";
import { toMessage } from "./message.ts";

/** Some hundreds of usual records: what lies near is read with it, and one alone does not cost a megabyte. */
const mostBytes = 64 * 1024;

/** The records at some offsets of a partition, by offset; what is left out is not there, any more or yet. Rejects with `missing`. */
export async function readRecords(
  client: Client,
  fetcher: Fetcher,
  {
    topic,
    partition,
    offsets,
    signal,
  }: { readonly topic: string; readonly partition: number; readonly offsets: readonly number[]; readonly signal: AbortSignal | undefined },
): Promise<ReadonlyMap<number, RawMessage>> {
  const found = new Map<number, RawMessage>();
  if (!(await client.partitions(topic)).some(({ partitionId }) => partitionId === partition)) return found;
  const wanted = new Set(offsets);
  let unread = 0n;
  for (const offset of [...wanted].sort((a, b) => a - b).map(BigInt)) {
    if (offset < unread) continue;
    signal?.throwIfAborted();
    const { records, next } = await fetcher.fetch({ topic, partition, offset, committed: true, mostBytes });
    for (const record of records) {
      const at = Number(record.offset);
      // A copy: what is read shares the memory of the whole answer.
      if (wanted.has(at)) found.set(at, toMessage(topic, partition, { ...record, value: record.value && Buffer.from(record.value) }));
    }
    unread = next ?? (await firstOffset(client, topic, partition));
    // It is not before the log but behind it, and so are all that follow.
    if (next === null && unread <= offset) break;
  }
  return found;
}

/** Everything before it has expired. */
async function firstOffset(client: Client, topic: string, partition: number): Promise<bigint> {
  const ends = await (await client.admin()).fetchTopicOffsets(topic);
  return BigInt(ends.find((end) => end.partition === partition)?.low ?? "0");
}
