import type { LostAttempts } from "../attempt.ts";
import type { Client } from "./client.ts";
import { fence } from "./fence.ts";
import type { Fetcher } from "./fetcher.ts";
import type { FetchedRecord } from "./records.ts";
import { readTopicSettings } from "./settings.ts";
import { readWireHeaders } from "./wire-headers.ts";

const header = "x-redrive-attempt";
/** How far the clocks of a worker and a broker may be apart. */
const skewMs = 600_000;

interface Asked extends LostAttempts {
  readonly topic: string;
}

/**
 * Which attempts stand in a topic, by one read of each partition from shortly before the first of them was sent. What is not found is absent only where
 * every record since then is still there: a log that begins later, and one that is compacted, cannot tell. Who sent them is fenced before.
 */
export async function findAttempts(
  client: Client,
  fetcher: Fetcher,
  { topic, attempts, since, senders }: Asked,
): Promise<ReadonlyMap<string, "published" | "absent">> {
  const wanted = new Set(attempts);
  const found = new Map<string, "published" | "absent">();
  const admin = await client.admin();
  const partitions = await client.partitions(topic);
  await fence(client, { topic, partitions, senders });
  const [starts, ends, settings] = await Promise.all([
    admin.fetchTopicOffsetsByTimestamp(topic, since.getTime() - skewMs),
    admin.fetchTopicOffsets(topic),
    readTopicSettings(client, [topic]),
  ]);
  let isWhole = settings.get(topic)?.compacted !== true;
  for (const { partition, low, high } of ends) {
    const start = BigInt(starts.find((one) => one.partition === partition)?.offset ?? low);
    if (BigInt(low) > 0n && start <= BigInt(low)) isWhole = false;
    for await (const record of recordsBetween(fetcher, { topic, partition, from: start, to: BigInt(high) })) {
      const attempt = attemptOf(record);
      if (attempt !== null && wanted.has(attempt)) found.set(attempt, "published");
    }
    if (found.size === wanted.size) return found;
  }
  if (isWhole) for (const attempt of wanted) if (!found.has(attempt)) found.set(attempt, "absent");
  return found;
}

interface Between {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
}

/** Redrive sends without transactions: what others have not committed yet must not hide what it sent. Throws where the log cannot be read through. */
async function* recordsBetween(fetcher: Fetcher, { topic, partition, from, to }: Between): AsyncGenerator<FetchedRecord> {
  for (let offset = from; offset < to; ) {
    const { records, next } = await fetcher.fetch({ topic, partition, offset, committed: false });
    if (next === null || next === offset) throw new Error(`"${topic}" cannot be read at ${offset} of partition ${partition}.`);
    yield* records;
    offset = next;
  }
}

function attemptOf({ rawHeaders }: FetchedRecord): string | null {
  if (!rawHeaders.includes(header)) return null;
  return (
    readWireHeaders(rawHeaders)
      .findLast(({ name }) => name.toString() === header)
      ?.value?.toString() ?? null
  );
}
