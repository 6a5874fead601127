/** A message that may be a canary. */
export interface Candidate {
  readonly id: number;
  readonly groupId: number;
  readonly queueId: number;
  /** Where its queue keeps it: two of one partition have the same. */
  readonly part: string;
  readonly key: string | null;
}

/**
 * The messages that say most about all of them, in that order: of each group, then of each partition, before any has a second; otherwise far from those
 * before, so that the oldest and the newest are among them. One of a key, and that the first of its key: as long as it is sent before all others, each key
 * keeps its order. `candidates` are in the order in which the replay sends them.
 */
export function spreadCanary(candidates: readonly Candidate[], most: number): readonly Candidate[] {
  const left = firstOfKeys(candidates).map((candidate, at) => ({ candidate, at, apart: Number.POSITIVE_INFINITY }));
  const groups = new Counts();
  const parts = new Counts();
  const chosen: Candidate[] = [];
  while (chosen.length < most && left.length > 0) {
    const rank = ({ candidate, apart }: (typeof left)[number]) =>
      [groups.of(groupOf(candidate)), parts.of(partOf(candidate)), -apart] as const;
    let best = 0;
    let bestRank = rank(left[0] as (typeof left)[number]);
    for (const [index, one] of left.entries()) {
      const its = rank(one);
      if (isLess(its, bestRank)) [best, bestRank] = [index, its];
    }
    const [taken] = left.splice(best, 1);
    if (!taken) break;
    chosen.push(taken.candidate);
    groups.add(groupOf(taken.candidate));
    parts.add(partOf(taken.candidate));
    for (const one of left) one.apart = Math.min(one.apart, Math.abs(one.at - taken.at));
  }
  return chosen;
}

function firstOfKeys(candidates: readonly Candidate[]): readonly Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ key }) => {
    if (key === null) return true;
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}

const groupOf = ({ groupId }: Candidate) => String(groupId);
const partOf = ({ queueId, part }: Candidate) => `${queueId} ${part}`;

class Counts {
  readonly #n = new Map<string, number>();
  of(name: string): number {
    return this.#n.get(name) ?? 0;
  }
  add(name: string): void {
    this.#n.set(name, this.of(name) + 1);
  }
}

function isLess(one: readonly number[], other: readonly number[]): boolean {
  for (const [index, value] of one.entries()) {
    const against = other[index] ?? 0;
    if (value !== against) return value < against;
  }
  return false;
}
