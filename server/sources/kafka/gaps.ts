import type { Consumer } from "kafkajs";
import type { Gap } from "../log.ts";
import { orderedText } from "../position.ts";
import type { Client } from "./client.ts";
import type { Fetcher } from "./fetcher.ts";
import type { FetchedRecord } from "./records.ts";

/** Offsets that can never be read any more. `to` null: the topic was recreated. */
export function toGap(partition: number, from: bigint, to: bigint | null): Gap {
  return {
    part: String(partition),
    from: orderedText(from),
    to: to === null ? null : orderedText(to),
    lost: to === null ? 0 : Number(to - from),
  };
}

/** A log was seen to be deleted, recreated and longer than the old one within 250 ms. */
const sureMs = 50;

interface Place {
  readonly next: bigint;
  /** The record that was read last, and when; null: none yet. */
  readonly last: { readonly offset: bigint; readonly timestamp: string; readonly at: number } | null;
}

/**
 * The same while reading goes on, where the client says nothing: it goes to the log's first record when its place has expired, and goes on at the
 * old place in a topic that was recreated. The record that was read last tells, by its time.
 */
export class Places {
  readonly #client: Client;
  readonly #fetcher: Fetcher;
  readonly #topic: string;
  readonly #places = new Map<number, Place>();

  constructor(client: Client, fetcher: Fetcher, topic: string) {
    this.#client = client;
    this.#fetcher = fetcher;
    this.#topic = topic;
  }

  forget(): void {
    this.#places.clear();
  }

  /** Reading of a partition begins here. */
  begins(partition: number, next: bigint): void {
    this.#places.set(partition, { next, last: null });
  }

  /** Everything up to `next` is read; `record` is the last that there was. */
  reached(partition: number, next: bigint, record: FetchedRecord | undefined): void {
    if (!record) return;
    this.#places.set(partition, { next, last: { offset: BigInt(record.offset), timestamp: record.timestamp, at: performance.now() } });
  }

  /** What was passed over before a batch that begins at `first`. */
  async gapBefore(partition: number, first: bigint): Promise<Gap | null> {
    const place = this.#places.get(partition);
    if (!place) return null;
    const from = place.next;
    if (first < from || (await this.#isAnother(partition, place))) return toGap(partition, from, null);
    if (first === from) return null;
    // Compaction and marks of transactions leave holes too.
    const admin = await this.#client.admin();
    const low = BigInt((await admin.fetchTopicOffsets(this.#topic)).find((one) => one.partition === partition)?.low ?? "0");
    return low > from ? toGap(partition, from, low < first ? low : first) : null;
  }

  /** Goes to the first record of the log. */
  async startAgain(consumer: Consumer, partition: number): Promise<void> {
    const admin = await this.#client.admin();
    const low = (await admin.fetchTopicOffsets(this.#topic)).find((one) => one.partition === partition)?.low ?? "0";
    this.#places.delete(partition);
    consumer.seek({ topic: this.#topic, partition, offset: low });
  }

  async #isAnother(partition: number, { last }: Place): Promise<boolean> {
    if (last === null || performance.now() - last.at < sureMs) return false;
    const record = await this.#fetcher.record(this.#topic, partition, last.offset);
    return record !== null && record.timestamp !== last.timestamp;
  }
}
