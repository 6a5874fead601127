import type { By } from "../access/by-column.ts";
import type { BrokerKind, TopologyWarning } from "../sources/port.ts";
import type { Verdict } from "../failures/failure.ts";
import { warnOfUnread } from "./unread.ts";

/** Hours in a sparkline. */
export const sparkHours = 24;

/** A watched queue as lists show it. null is unknown. */
export interface QueueLine {
  readonly id: number;
  readonly source: string;
  readonly name: string;
  readonly type: string | null;
  readonly mode: "take" | "mirror" | "watch" | null;
  readonly state: "starting" | "running" | "paused" | "watching" | "failed" | "unwatched";
  readonly stateReason: string | null;
  readonly stateMend: string | null;
  readonly stateSince: Date;
  /** Somebody wished that capture rests; the collector may still have to obey. */
  readonly pausedBy: By | null;
  readonly pauseReason: string | null;
  readonly origins: readonly string[] | null;
  readonly warnings: readonly TopologyWarning[];
  /** Still in the broker. */
  readonly ready: number | null;
  /** The oldest that is still in the broker and not captured. */
  readonly waitingSince: Date | null;
  readonly depthAt: Date | null;
  readonly aliveAt: Date | null;
  readonly lastCapturedAt: Date | null;
  /** Captured and dead. */
  readonly dead: number;
  /** Captured and dead, plus what is still in the broker; null: the broker's part is unknown. */
  readonly depth: number | null;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly oldestAt: Date | null;
  /** What is captured does not expire; what is still in the broker may. */
  readonly expiry: { readonly kind: "never" | "unknown" } | { readonly kind: "at"; readonly at: Date };
  /** Deaths a minute, over the last 10 minutes. */
  readonly perMinute: number;
  /** Newest death in it; null: none was ever captured. */
  readonly lastDiedAt: Date | null;
  /** Deaths by hour, oldest first. */
  readonly spark: readonly number[];
}

export interface QueueRow extends Omit<QueueLine, "depth" | "verdicts" | "expiry" | "perMinute"> {
  readonly poison: number;
  readonly transient: number;
  readonly unclear: number;
  readonly lastTen: number;
  readonly unread: { readonly expired: number; readonly remade: number; readonly at: string | null };
  readonly expiresAt: Date | null;
}

/** A source with what was last heard of it and its watched queues. */
export interface SourceLine {
  readonly name: string;
  readonly kind: BrokerKind;
  readonly product: string | null;
  readonly state: "connected" | "connecting" | "failed" | "unheard";
  readonly since: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly lastError: string | null;
  /** What is wrong with several of its queues alike. */
  readonly warnings: readonly TopologyWarning[];
  readonly queues: readonly QueueLine[];
}

/** A dead-letter queue that nobody watches, and the line for the configuration that changes it. */
export interface FoundLine {
  readonly id: number;
  readonly source: string;
  readonly name: string;
  readonly origins: readonly string[] | null;
  readonly ready: number | null;
  /** What to add, and under which key. */
  readonly config: { readonly under: string; readonly line: string };
}

/** Depth and expiry as they follow from what is captured and what the broker still has. */
export function lineOf({ poison, transient, unclear, lastTen, expiresAt, unread, ...row }: QueueRow): QueueLine {
  const lost = warnOfUnread({ ...unread, at: unread.at === null ? null : new Date(unread.at) });
  return {
    ...row,
    warnings: lost ? [lost, ...row.warnings] : row.warnings,
    verdicts: { poison, transient, unknown: unclear },
    depth: row.ready === null ? null : row.dead + row.ready,
    perMinute: lastTen / 10,
    expiry: row.ready === 0 ? { kind: "never" } : row.ready !== null && expiresAt ? { kind: "at", at: expiresAt } : { kind: "unknown" },
  };
}
