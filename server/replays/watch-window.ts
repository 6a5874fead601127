/** Later comebacks are slower than those that were seen: consumers back off, and a replay makes queues longer. */
const margin = 2;
/** Seconds. A day, which is also the most that the config takes. */
const longest = 86_400;
/** Of many times the slowest few are accidents: a consumer was down, a laptop slept. */
const counted = 0.95;

/** For how long a message is watched after it was sent, in seconds: no shorter than configured, and beyond what its failure is known to take to kill it. */
export function windowSeconds(configured: number, diesWithin: number | null): number {
  return Math.max(configured, Math.min(longest, Math.ceil((diesWithin ?? 0) * margin)));
}

/** The time within which most of them happened, in the unit that is given; null: there are none. */
export function mostWithin(times: readonly number[]): number | null {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * counted) - 1] ?? null;
}

/** What a message carries of the time that it took to die. */
export interface Dying {
  /** The first try of a consumer; null: not carried. */
  readonly triedAt: Date | null;
  /** When the event was made; null: not carried, or it was sent again since. */
  readonly producedAt: Date | null;
  readonly diedAt: Date | null;
}

/** An event that waited longer than this before it died says how long its consumers stood still, not how long its failure takes. */
const waitedMs = 3_600_000;

/** How long it took from its first try, or otherwise from its making, to its death, in seconds; null: not known. */
export function timeToDie({ triedAt, producedAt, diedAt }: Dying): number | null {
  if (diedAt === null) return null;
  const since = (from: Date | null) => (from === null ? null : diedAt.getTime() - from.getTime());
  const tried = since(triedAt);
  if (tried !== null && tried > 0) return tried / 1_000;
  const lived = since(producedAt);
  return lived !== null && lived > 0 && lived <= waitedMs ? lived / 1_000 : null;
}
