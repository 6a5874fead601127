import type { By } from "../access/by-column.ts";
import type { Category, Verdict } from "../failures/failure.ts";
import { type GroupStatus, type StatusFacts, statusOf } from "./status.ts";

/** Half-hours in a sparkline. */
export const sparkBars = 48;
const barMs = 1_800_000;

/** When the first half-hour of a sparkline begins, so that the last one is the one that runs. */
export function sparkStart(now: Date): Date {
  return new Date((Math.floor(now.getTime() / barMs) - sparkBars + 1) * barMs);
}

/** A replay of exactly this group that is not over. */
export interface GroupReplay {
  readonly id: number;
  readonly state: "running" | "paused" | "observing";
  readonly total: number;
  readonly sent: number;
  /** Items that the broker did not take. */
  readonly failed: number;
  readonly cameBack: number;
}

export interface GroupLine {
  readonly id: number;
  readonly title: string;
  readonly verdict: Verdict;
  readonly category: Category;
  readonly downstream: string | null;
  readonly origin: string | null;
  readonly queue: string;
  readonly source: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly status: GroupStatus;
  readonly mutedUntil: Date | null;
  readonly triagedBy: By | null;
  readonly triagedAt: Date | null;
  readonly assignee: string | null;
  readonly note: string | null;
  /** Dead at this moment. */
  readonly open: number;
  /** Ever captured. */
  readonly total: number;
  /** Died within the last hour. */
  readonly hour: number;
  /** Deaths a minute, over the last 10 minutes. */
  readonly perMinute: number;
  /** Deaths by half-hour over 24 hours, oldest first; the last one runs. */
  readonly spark: readonly number[];
  readonly replay: GroupReplay | null;
}

export interface GroupRow extends Omit<GroupLine, "status" | "perMinute">, Omit<StatusFacts, "now"> {
  readonly resting: number;
}

/** A row of the database as pages get it. */
export function lineOf(row: GroupRow, now: Date): GroupLine {
  const { id, title, verdict, category, downstream, origin, queue, source, firstSeenAt, lastSeenAt, mutedUntil, triagedBy, triagedAt } =
    row;
  const { assignee, note, open, total, hour, spark, replay } = row;
  const known = {
    id,
    title,
    verdict,
    category,
    downstream,
    origin,
    queue,
    source,
    firstSeenAt,
    lastSeenAt,
    mutedUntil,
    triagedBy,
    triagedAt,
  };
  return { ...known, assignee, note, open, total, hour, spark, replay, status: statusOf({ ...row, now }), perMinute: row.lastTen / 10 };
}
