import type { Client } from "./client.ts";
import { errorType } from "./errors.ts";
import { type Cluster, createCluster, FetchedBatch, type FetchedRecord } from "./records.ts";

const manyBytes = 1024 * 1024;

export interface FetchInput {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Only what is committed; else also what a transaction has not decided on yet. */
  readonly committed: boolean;
  /** How much one answer holds; a batch that is larger comes whole. */
  readonly mostBytes?: number;
}

/** Records from an offset on, in order. `next`: where to go on; the offset asked for when nothing is there yet; null when it is out of the log. */
export interface Fetched {
  readonly records: readonly FetchedRecord[];
  readonly next: bigint | null;
}

/** Reads a log at an offset, without a consumer group: nothing is joined, committed or left behind. */
export class Fetcher {
  readonly #client: Client;
  #cluster: Promise<Cluster> | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: Client) {
    this.#client = client;
  }

  /** One at a time: kafkajs opens a connection for each of several first requests, and closes only one of them. */
  fetch(input: FetchInput): Promise<Fetched> {
    const fetched = this.#last.then(() => this.#fetch(input));
    this.#last = fetched.catch(() => {});
    return fetched;
  }

  async #fetch(input: FetchInput): Promise<Fetched> {
    const read = async () => fetchFrom(await this.#connect(input.topic), input);
    const outOfRange = (error: unknown): Fetched => {
      if (errorType(error) === "OFFSET_OUT_OF_RANGE") return { records: [], next: null };
      throw error;
    };
    return read()
      .catch(outOfRange)
      .catch(async () => {
        // Another broker may lead the partition by now; and a view that holds a topic which is deleted since cannot be refreshed.
        await this.close();
        return read().catch(outOfRange);
      });
  }

  /** The record at an offset; null when it is not there any more, or is none of an application's. */
  async record(topic: string, partition: number, offset: bigint): Promise<FetchedRecord | null> {
    const { records } = await this.fetch({ topic, partition, offset, committed: true, mostBytes: 1 });
    return records.find((record) => BigInt(record.offset) === offset) ?? null;
  }

  async close(): Promise<void> {
    const cluster = this.#cluster;
    this.#cluster = null;
    await cluster?.then((one) => one.disconnect()).catch(() => {});
  }

  async #connect(topic: string): Promise<Cluster> {
    if (!this.#cluster) {
      const made = createCluster(this.#client.kafka);
      this.#cluster = made.connect().then(
        () => made,
        (error: unknown) => {
          this.#cluster = null;
          throw error;
        },
      );
    }
    const cluster = await this.#cluster;
    await cluster.addTargetTopic(topic);
    return cluster;
  }
}

async function fetchFrom(cluster: Cluster, { topic, partition, offset, committed, mostBytes = manyBytes }: FetchInput): Promise<Fetched> {
  const leader = cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition)?.leader;
  if (leader === undefined) return { records: [], next: null };
  const node = await cluster.findBroker({ nodeId: leader });
  const { responses } = await node.fetch({
    isolationLevel: committed ? 1 : 0,
    maxWaitTime: 0,
    minBytes: 0,
    maxBytes: mostBytes,
    topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes: mostBytes }] }],
  });
  const batch = new FetchedBatch(topic, String(offset), responses[0]?.partitions[0]);
  return { records: batch.messages, next: batch.rawMessages.length === 0 ? offset : BigInt(batch.lastOffset()) + 1n };
}
