/** What only logs have: records at positions that never change, in parts, with readers that each remember a position. */

export interface LogCodec {
  /** How people call a position in a part: "offset", "sequence" ... */
  readonly noun: string;
  /** `at` of a position as people read it: "4,242". */
  text(at: string): string;
  /** The first position after one: a record that is noted there leaves no hole. */
  after(at: string): string;
  /** How many positions lie from one up to, but not including, another of the same part: records at most. 0 where that is not after it. */
  distance(from: string, to: string): number;
  /** `head` with the key and headers of `original`, the record that it was made from, then those of its own headers that `keep` names. */
  adopt(head: Uint8Array, original: Uint8Array, keep: readonly string[]): Uint8Array;
}

/** Where a record of a log stands. Opaque: `position.ts` compares it, the adapter's `LogCodec` reads it. */
export interface Position {
  /** The partition; "" in a log that has one only. Without "/". */
  readonly part: string;
  /** Orders the records of a part, as text: `orderedText`. */
  readonly at: string;
}

/** Messages of a log that were never read and never can be. */
export interface Gap {
  readonly part: string;
  /** The first position that was not read yet. */
  readonly from: string;
  /** The first that is still there: what lies between has expired. null: the log was recreated, and what the old one held is not known. */
  readonly to: string | null;
  /** How many expired, at most; 0 where it is not known. */
  readonly lost: number;
}

/** The members of the consumer group by which Redrive reads one log. */
export interface GroupMembers {
  readonly group: string;
  /** `ConsumeOptions.reader` of each, or what the client of another program calls itself. */
  readonly readers: readonly string[];
}

/** What a caller of `consume` remembers of one part. */
export interface Kept {
  /** The first position that it has still to read; null: it wants the part from the first record on. */
  readonly next: string | null;
  /** The record that it read last. A log with another mark at this position is a recreated one. null: it has read none. */
  readonly last: { readonly at: string; readonly mark: string } | null;
  /** It holds no record before this position; null: it holds all that it could read. */
  readonly since: string | null;
}

/** Where reading of one part begins. */
export interface Start {
  readonly part: string;
  readonly next: string;
  /** As in `Kept`. */
  readonly since: string | null;
  /** Records before `since` that the log still has, at most. */
  readonly missing: number;
  /** Records that the broker counts as read, and that the caller does not hold, at most. They are read again. */
  readonly again: number;
}

/** The caller's memory of a log: it says where reading goes on, whatever the broker remembers. */
export interface LogMemory {
  /** By part; a part that is left out was never read by this caller, and begins where the broker remembers. */
  read(): Promise<ReadonlyMap<string, Kept>>;
  /** Called before anything is read. Rejects: `consume` does too. */
  begin(starts: readonly Start[]): Promise<void>;
}

/** One part of a log: it holds positions from `first` up to, but not including, `end`. */
export interface LogPart {
  readonly part: string;
  readonly first: string;
  /** The first position that Redrive has still to read. */
  readonly next: string;
  readonly end: string;
  /** Records that Redrive has still to read, at most. */
  readonly unread: number;
}

/** A consumer group of somebody else. */
export interface LogReader {
  readonly name: string;
  /** null: away, or its members cannot be seen. */
  readonly consumers: number | null;
  /** The first position that it has still to read of each part, where it has committed one. */
  readonly positions: readonly Position[];
  /** Records that it has still to read, at most; null: it has committed nothing. */
  readonly behind: number | null;
}

export interface LogState {
  readonly parts: readonly LogPart[];
  readonly readers: readonly LogReader[];
  /** null: they may not be read. `retentionMs` null: a record stays for ever. */
  readonly settings: { readonly compacted: boolean; readonly retentionMs: number | null } | null;
}

/** What became of a removal in one part; `unknown`: the broker did not answer, and may or may not have done it. */
export interface Removal {
  readonly part: string;
  readonly state: "done" | "refused" | "unknown";
  /** In words; null when it is done. */
  readonly reason: string | null;
}

/** A topic as it is divided now. */
export interface Partitions {
  readonly parts: readonly string[];
  /** The part that a record with this key goes to, when nothing else is asked for. */
  of(key: Uint8Array): string;
}
