import type { Partitions } from "../sources/log.ts";
import type { OriginRecord } from "../failures/origin-record.ts";

/** One of the messages that would be sent, from a log: what its headers and its broker tell of where it stood and where it would go. */
export interface LogSample {
  /** What it is known by: the event's key, else the record's. */
  readonly name: string | null;
  /** The record's own key; null: it has none, and no place among others. */
  readonly key: Uint8Array | null;
  /** The topic that it would go to; null: not known. */
  readonly topic: string | null;
  /** That topic now; null: not known. */
  readonly partitions: Partitions | null;
  /** The record that it was made from; null: not carried. */
  readonly record: OriginRecord | null;
  /** The consumer group that it failed in; null: not carried. */
  readonly group: string | null;
  /** The offset that this group would read next in the record's partition; null: not known. */
  readonly reached: number | null;
}

/** "a, b and c". */
export function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
