import type { Attempt, Evidence, Tries, TryRecord } from "./failure.ts";

/** How often a consumer tried; null: not carried. */
export function countAttempts(evidences: readonly Evidence[]): number | null {
  return triesOf(evidences)?.count ?? null;
}

/**
 * The first that counts is the most certain, or the newest. It is not believed where more is known to have happened than it counted: more records, more
 * rejections, or returns to a queue until the delivery limit, which no message can count.
 */
function triesOf(evidences: readonly Evidence[]): Tries | null {
  const tries = evidences.find((evidence) => evidence.tries !== null)?.tries;
  if (!tries) return null;
  const counts = evidences.flatMap((evidence) => evidence.counts);
  if (counts.some(({ kind }) => kind === "limit")) return null;
  const rejections = counts.reduce((sum, { kind, count }) => sum + (kind === "rejected" ? (count ?? 1) : 0), 0);
  const records = Math.max(0, ...evidences.flatMap(({ attempts }) => attempts.map(({ after }) => after + 1)));
  return tries.count < Math.max(rejections, records) ? null : tries;
}

/** One list of attempts out of what every convention knows, oldest first; what was counted and has no record stands in runs between. */
export function mergeAttempts(evidences: readonly Evidence[]): readonly Attempt[] {
  const records = new Map<number, TryRecord>();
  for (const record of evidences.flatMap(({ attempts }) => attempts)) records.set(record.after, join(records.get(record.after), record));
  const oldestFirst = [...records.values()].sort((a, b) => b.after - a.after);
  const tries = triesOf(evidences);
  const attempts: Attempt[] = [];
  let next = 1;
  const countTo = (to: number) => {
    if (tries && next <= to) attempts.push({ kind: "counted", from: next, to, source: tries.source });
  };
  for (const { after, ...record } of oldestFirst) {
    const number = tries && tries.count - after;
    if (number !== null) {
      countTo(number - 1);
      next = number + 1;
    }
    attempts.push({ kind: "recorded", ...record, number, last: after === 0 });
  }
  countTo(tries?.count ?? 0);
  return attempts;
}

/** Two records of one try: what one does not know the other may. */
function join(one: TryRecord | undefined, other: TryRecord): TryRecord {
  if (!one) return other;
  const source = one.source === other.source ? one.source : `${one.source} and ${other.source}`;
  return { ...one, at: one.at ?? other.at, where: one.where ?? other.where, error: one.error ?? other.error, source };
}
