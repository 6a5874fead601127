import type { Client } from "./client.ts";
import type { Fetcher } from "./fetcher.ts";
import type { FetchedRecord } from "./records.ts";
import { readWireHeaders } from "./wire-headers.ts";

const header = "x-redrive-attempt";
/** A sweep asks for many attempts in a row, each some time after it was sent: one scan serves them all. */
const freshMs = 5_000;
/** Redrive asks for attempts of the last ten minutes. */
const sinceMs = 11 * 60_000;

/** The attempts that stand in topics, found by reading what was appended since. */
export class AttemptScan {
  readonly #client: Client;
  readonly #fetcher: Fetcher;
  readonly #scans = new Map<string, { readonly at: number; readonly found: Promise<ReadonlySet<string>> }>();

  constructor(client: Client, fetcher: Fetcher) {
    this.#client = client;
    this.#fetcher = fetcher;
  }

  async find(topic: string, attempt: string): Promise<"published" | "absent"> {
    let scan = this.#scans.get(topic);
    if (!scan || performance.now() - scan.at > freshMs) {
      scan = { at: performance.now(), found: scanTopic(this.#client, this.#fetcher, topic) };
      this.#scans.set(topic, scan);
    }
    return (await scan.found).has(attempt) ? "published" : "absent";
  }
}

/** Reads from the last minutes to the end as it is now. Redrive sends without transactions: what others have not committed yet must not hide it. */
async function scanTopic(client: Client, fetcher: Fetcher, topic: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const admin = await client.admin();
  const [starts, ends] = await Promise.all([
    admin.fetchTopicOffsetsByTimestamp(topic, Date.now() - sinceMs),
    admin.fetchTopicOffsets(topic),
  ]);
  for (const { partition, high } of ends) {
    let offset = BigInt(starts.find((start) => start.partition === partition)?.offset ?? high);
    while (offset < BigInt(high)) {
      const { records, next } = await fetcher.fetch({ topic, partition, offset, committed: false });
      if (next === null || next === offset) throw new Error(`"${topic}" cannot be read at ${offset} of partition ${partition}.`);
      for (const record of records) {
        const attempt = attemptOf(record);
        if (attempt !== null) found.add(attempt);
      }
      offset = next;
    }
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
