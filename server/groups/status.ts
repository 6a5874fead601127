/** What a group does by itself, or what somebody has set. */
export const statuses = ["new", "ongoing", "escalating", "regressed", "acknowledged", "muted", "closed"] as const;
export type GroupStatus = (typeof statuses)[number];

export interface StatusFacts {
  readonly now: Date;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly triage: "open" | "acknowledged" | "muted" | "closed";
  readonly triagedAt: Date | null;
  readonly mutedUntil: Date | null;
  /** Deaths in the last 10 minutes. */
  readonly lastTen: number;
  /** Deaths in the last hour, the last 10 minutes included. */
  readonly hour: number;
}

const minute = 60_000;
/** Fewer in 10 minutes are noise, however steep. */
const enough = 30;
/** Times the rate before: of the 50 minutes that precede the last 10, or of as many as the group has lived. */
const steep = 3;
const young = 20 * minute;
const fresh = 60 * minute;

/** Closed lasts until the next death, muted until its time; without either the counters speak. */
export function statusOf(facts: StatusFacts): GroupStatus {
  const { now, triage, triagedAt, mutedUntil, firstSeenAt, lastSeenAt, lastTen, hour } = facts;
  if (triage === "closed") return triagedAt && lastSeenAt > triagedAt ? "regressed" : "closed";
  if (triage === "muted" && mutedUntil && mutedUntil > now) return "muted";
  if (triage === "acknowledged") return "acknowledged";
  const age = now.getTime() - firstSeenAt.getTime();
  if (age < young) return "new";
  const minutesBefore = Math.min(age / minute - 10, 50);
  if (lastTen >= enough && lastTen / 10 > (steep * (hour - lastTen)) / minutesBefore) return "escalating";
  return age < fresh ? "new" : "ongoing";
}
