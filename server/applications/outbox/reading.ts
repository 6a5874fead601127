import { listWords } from "../../text/list.ts";

/** A count that may go on. */
export interface Counted {
  readonly n: number;
  /** There are more: the limit was reached, or only the newest rows were looked at. */
  readonly atLeast: boolean;
}

/** A replication slot of the database, through which a connector reads its log. */
export interface Slot {
  readonly name: string;
  readonly isActive: boolean;
  /** Since when nobody reads it, in milliseconds since 1970; where the server does not tell, since this process has seen it so. null: it is read. */
  readonly inactiveSince: number | null;
  /** "reserved", "extended", "unreserved" or "lost"; null: before Postgres 13. */
  readonly walStatus: string | null;
  /** How much more log may be written until the slot is lost; null: there is no limit. */
  readonly safeBytes: number | null;
  /** How much log the server keeps for a slot at most (`max_slot_wal_keep_size`); null: there is no limit, or it is not told. */
  readonly limitBytes: number | null;
  /** Log that was written since: an upper bound, since all tables write into it. null: not known. */
  readonly behindBytes: number | null;
}

/** What one outbox table says at one moment. Times in milliseconds since 1970, by the database's clock. */
export type Reading =
  | {
      readonly state: "read";
      readonly now: number;
      readonly unpublished: Counted;
      /** null: nothing waits, or the table does not tell. */
      readonly oldestAt: number | null;
      /** Not every waiting row was looked at: an older one may wait. */
      readonly oldestIsBound: boolean;
      /** null: the table cannot tell. */
      readonly failed: Counted | null;
      /** null: nothing was published, or nobody knows. */
      readonly publishedAt: number | null;
      /** All rows were asked for it, so that null means never. */
      readonly knowsPublished: boolean;
      /** Only the newest rows were looked at, since no index serves the table. */
      readonly isSampled: boolean;
    }
  /** `slot` null: there is none, so that nothing reads the log. `wanted`: its name in redrive.yaml, if it says one. */
  | { readonly state: "log"; readonly now: number; readonly slot: Slot | null; readonly wanted: string | null }
  /** `isAway`: its database did not answer, or refused. */
  | { readonly state: "unknown"; readonly reason: string; readonly isAway?: true };

/** idle: nothing waits. recent: something was published within `silentMs`; whether it goes on, nobody knows. silent: something waits, and nothing was published meanwhile. */
export type Relay = "idle" | "recent" | "silent" | "unknown";

/** A relay that published nothing for so long while something waits is silent. */
export const silentMs = 5 * 60_000;

/** Pure. What the table tells of its relay. */
export function judgeRelay(reading: Extract<Reading, { readonly state: "read" }>): Relay {
  const { now, unpublished, oldestAt, publishedAt, knowsPublished } = reading;
  if (unpublished.n === 0) return unpublished.atLeast ? "unknown" : "idle";
  if (publishedAt !== null && now - publishedAt < silentMs) return "recent";
  const waitsLong = oldestAt !== null && now - oldestAt >= silentMs;
  return waitsLong && knowsPublished ? "silent" : "unknown";
}

/** Pure. For how long the oldest row has waited, in milliseconds; 0: none waits. null: not known. With `oldestIsBound` for at least so long. */
export function lagOf({ now, unpublished: { n, atLeast }, oldestAt }: Extract<Reading, { readonly state: "read" }>): number | null {
  if (n === 0) return atLeast ? null : 0;
  return oldestAt === null ? null : Math.max(now - oldestAt, 0);
}

/** What a database says of its logical replication slots. `isReplica`: those of its primary are not there. */
export interface Slots {
  readonly now: number;
  readonly isReplica: boolean;
  readonly all: readonly Slot[];
}

/** Pure. The slot of the connector, where it is certain which one that is. */
export function readingOfSlots({ now, isReplica, all }: Slots, wanted: string | null): Reading {
  if (isReplica)
    return {
      state: "unknown",
      reason: "A replica does not have the replication slots of its primary: only the primary tells whether a connector reads the outbox.",
    };
  if (wanted === null && all.length > 1)
    return {
      state: "unknown",
      reason: `The database has ${all.length} logical replication slots (${listWords(all.map(({ name }) => name))}): name the connector's as slot, beside the preset.`,
    };
  return { state: "log", now, slot: all.find(({ name }) => wanted === null || name === wanted) ?? null, wanted };
}

/** A slot that has less of its limit left is about to be lost. */
const nearShare = 0.1;

/** Pure. Why the connector may lose events or stand still; null: nothing says so. Bytes are no number of events, so that they are none of it. */
export function slotProblem({ slot, wanted, now }: Extract<Reading, { readonly state: "log" }>): string | null {
  if (slot === null)
    return `The database has no logical replication slot${wanted === null ? "" : ` ${wanted}`}: no connector reads the outbox from its log.`;
  const { name, isActive, inactiveSince, walStatus, safeBytes, limitBytes } = slot;
  if (walStatus === "lost") return `Slot ${name} is lost: events that were not read are gone for the connector.`;
  if (walStatus === "unreserved" || (safeBytes !== null && limitBytes !== null && safeBytes < limitBytes * nearShare))
    return `Slot ${name} is about to be lost: the server may remove log that it has not read.`;
  return isActive || inactiveSince === null || now - inactiveSince < silentMs ? null : `No connector reads slot ${name}.`;
}
