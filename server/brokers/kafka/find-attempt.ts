import type { Client } from "./client.ts";
import type { FetchedRecord } from "./records.ts";
import { readWireHeaders } from "./wire-headers.ts";

const header = "x-redrive-attempt";
/** A sweep asks for many attempts in a row, each some time after it was sent: one scan serves them all. */
const freshMs = 5_000;
/** A scan that takes longer tells nothing: marks of transactions at the end of a topic are never handed out. */
const longestMs = 30_000;
/** Redrive asks for attempts of the last ten minutes. */
const sinceMs = 11 * 60_000;

/** The attempts that stand in topics, found by reading what was appended since. */
export class AttemptScan {
  readonly #client: Client;
  readonly #scans = new Map<string, { readonly at: number; readonly found: Promise<ReadonlySet<string>> }>();

  constructor(client: Client) {
    this.#client = client;
  }

  async find(topic: string, attempt: string): Promise<"published" | "absent"> {
    let scan = this.#scans.get(topic);
    if (!scan || performance.now() - scan.at > freshMs) {
      scan = { at: performance.now(), found: scanTopic(this.#client, topic) };
      this.#scans.set(topic, scan);
    }
    return (await scan.found).has(attempt) ? "published" : "absent";
  }
}

/** Reads from the last minutes to the end as it is now, with a group that is gone afterwards. */
async function scanTopic(client: Client, topic: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const admin = await client.admin();
  const [starts, ends] = await Promise.all([
    admin.fetchTopicOffsetsByTimestamp(topic, Date.now() - sinceMs),
    admin.fetchTopicOffsets(topic),
  ]);
  const left = new Map(
    ends.flatMap(({ partition, high }) => {
      const start = starts.find((one) => one.partition === partition)?.offset ?? high;
      return BigInt(start) < BigInt(high) ? [[partition, { start, end: BigInt(high) }] as const] : [];
    }),
  );
  if (left.size === 0) return found;
  const groupId = client.groupOf(`scan-${crypto.randomUUID()}`);
  const consumer = client.kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    // Redrive sends without transactions: what others have not committed yet must not hide it.
    readUncommitted: true,
    retry: { retries: 3, restartOnFailure: async () => false },
  });
  const done = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  consumer.on(consumer.events.CRASH, ({ payload }) => done.reject(payload.error));
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        for (const record of batch.messages as unknown as readonly FetchedRecord[]) {
          const attempt = attemptOf(record);
          if (attempt !== null) found.add(attempt);
        }
        const range = left.get(batch.partition);
        if (range && BigInt(batch.lastOffset()) + 1n >= range.end) left.delete(batch.partition);
        if (left.size === 0) done.resolve();
      },
    });
    for (const [partition, { start }] of left) consumer.seek({ topic, partition, offset: start });
    timer = setTimeout(() => done.reject(new Error("The scan took too long.")), longestMs);
    await done.promise;
  } finally {
    clearTimeout(timer);
    done.promise.catch(() => {});
    await consumer.disconnect().catch(() => {});
    await admin.deleteGroups([groupId]).catch(() => {});
  }
  return found;
}

function attemptOf({ rawHeaders }: FetchedRecord): string | null {
  if (!rawHeaders.includes(header)) return null;
  return (
    readWireHeaders(rawHeaders)
      .findLast(({ name }) => name.toString() === header)
      ?.value?.toString() ?? null
  );
}
