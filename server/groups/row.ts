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
  return { ...row, status: statusOf({ ...row, now }), perMinute: row.lastTen / 10 };
}
