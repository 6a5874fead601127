import { warnOfHeld } from "./held.ts";
import { warnOfOthers } from "./read-by-others.ts";
import { warnOfUnread } from "./unread.ts";
import type { QueueLine } from "./output.ts";

/** Hours in a sparkline. */
export const sparkHours = 24;

export interface QueueRow extends Omit<QueueLine, "depth" | "verdicts" | "expiry" | "perMinute"> {
  readonly poison: number;
  readonly transient: number;
  readonly unclear: number;
  readonly lastTen: number;
  readonly unread: { readonly expired: number; readonly recreated: number; readonly at: string | null };
  readonly held: { readonly missing: number; readonly again: number; readonly at: string | null };
  readonly others: { readonly n: number; readonly at: string } | null;
  readonly expiresAt: Date | null;
}

/** Depth and expiry as they follow from what is captured and what the broker still has. */
export function lineOf({ poison, transient, unclear, lastTen, expiresAt, unread, held, others, ...row }: QueueRow): QueueLine {
  const lost = warnOfUnread({ ...unread, at: unread.at === null ? null : new Date(unread.at) });
  return {
    ...row,
    warnings: [
      ...(lost ? [lost] : []),
      ...warnOfHeld({ ...held, at: held.at === null ? null : new Date(held.at) }),
      ...warnOfOthers(row.name, others),
      ...row.warnings,
    ],
    verdicts: { poison, transient, unknown: unclear },
    depth: row.ready === null ? null : row.dead + row.ready,
    perMinute: lastTen / 10,
    expiry: row.ready === 0 ? { kind: "never" } : row.ready !== null && expiresAt ? { kind: "at", at: expiresAt } : { kind: "unknown" },
  };
}
