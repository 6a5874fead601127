import { type StatusFacts, statusOf } from "./status.ts";
import type { GroupLine } from "./output.ts";

/** Half-hours in a sparkline. */
export const sparkBars = 48;
const barMs = 1_800_000;

/** When the first half-hour of a sparkline begins, so that the last one is the one that runs. */
export function sparkStart(now: Date): Date {
  return new Date((Math.floor(now.getTime() / barMs) - sparkBars + 1) * barMs);
}

export interface GroupRow extends Omit<GroupLine, "status" | "perMinute">, Omit<StatusFacts, "now"> {
  readonly resting: number;
}

/** A row of the database as pages get it. */
export function lineOf(row: GroupRow, now: Date): GroupLine {
  const {
    id,
    title,
    verdict,
    category,
    downstream,
    origin,
    originWords,
    hasError,
    queue,
    source,
    firstSeenAt,
    lastSeenAt,
    mutedUntil,
    triagedBy,
    triagedAt,
  } = row;
  const { assignee, note, open, total, hour, hourUndated, spark, dayUndated, replay, firstDeathKnown, lastDeathKnown } = row;
  const known = {
    id,
    title,
    verdict,
    category,
    downstream,
    origin,
    originWords,
    hasError,
    queue,
    source,
    firstSeenAt,
    lastSeenAt,
    firstDeathKnown,
    lastDeathKnown,
    mutedUntil,
    triagedBy,
    triagedAt,
  };
  return {
    ...known,
    assignee,
    note,
    open,
    total,
    hour,
    hourUndated,
    spark,
    dayUndated,
    replay,
    status: statusOf({ ...row, now }),
    perMinute: row.lastTen / 10,
  };
}
