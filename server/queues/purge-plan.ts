import type { LogState } from "../sources/port.ts";
import type { PurgePart, PurgePlan } from "./output.ts";

/** Why a prefix goes no further. */
export type Stop =
  | { readonly why: "dead" | "replaying" | "unknown"; readonly offset: number; readonly messageId: number }
  | { readonly why: "failed_import" | "not_here"; readonly offset: number }
  | { readonly why: "unread" | "many_holes"; readonly offset: number };

/** Of one partition: everything below `before` is read and settled. */
export interface SettledPrefix {
  readonly partition: number;
  readonly before: number;
  /** Offsets below it that hold no record: marks of transactions, and what compaction took. */
  readonly holes: number;
  /** null: the log ends there. */
  readonly stop: Stop | null;
}

/** What a purge would remove, and for whom. Pure: the same facts give the same plan. */
export function planPurge(log: LogState, prefixes: readonly SettledPrefix[]): PurgePlan {
  const parts = log.partitions.flatMap(({ partition, first }): PurgePart[] => {
    const prefix = prefixes.find((one) => one.partition === partition);
    if (!prefix) return [];
    const before = Math.max(prefix.before, first);
    return [
      {
        partition,
        from: first,
        before,
        records: Math.max(before - first - prefix.holes, 0),
        stop: prefix.stop && stopWords(prefix.stop),
        behind: before > first ? behindOf(log, partition, before) : [],
      },
    ];
  });
  return { parts, records: parts.reduce((sum, part) => sum + part.records, 0), compacted: log.settings?.compacted ?? null };
}

function behindOf({ readers }: LogState, partition: number, before: number): PurgePart["behind"] {
  return readers.flatMap(({ name, positions }) => {
    const next = positions.find((position) => position.partition === partition)?.next ?? null;
    return next === null || next < before ? [{ group: name, next }] : [];
  });
}

function stopWords(stop: Stop): string {
  const at = `offset ${stop.offset.toLocaleString("en")}`;
  switch (stop.why) {
    case "dead":
      return `Message ${stop.messageId} at ${at} is dead.`;
    case "replaying":
      return `Message ${stop.messageId} at ${at} is being replayed.`;
    case "unknown":
      return `Nobody knows yet whether message ${stop.messageId} at ${at} was sent.`;
    case "failed_import":
      return `The record at ${at} is a failed import.`;
    case "not_here":
      return `Redrive has no copy of the record at ${at}.`;
    case "unread":
      return `Redrive has not read ${at} yet.`;
    case "many_holes":
      return `The log has many holes below ${at}: purge again for what follows.`;
  }
}

/** Why what somebody confirmed does not hold any more; null: it does. */
export function contradictPurge(plan: PurgePlan, asked: readonly { readonly partition: number; readonly before: number }[]): string | null {
  for (const { partition, before } of asked) {
    const part = plan.parts.find((one) => one.partition === partition);
    if (!part) return `There is no partition ${partition}.`;
    if (part.from >= before)
      return `Partition ${partition} begins at offset ${part.from.toLocaleString("en")} by now: all of it is gone already.`;
    if (part.before < before)
      return `Partition ${partition} is no longer settled up to offset ${before.toLocaleString("en")}. ${part.stop ?? "It has been made anew."}`;
  }
  return null;
}
