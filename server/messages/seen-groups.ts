import type { Arrival } from "./arrival.ts";
import type { GroupFacts } from "./row.ts";

/** A group as a batch saw it. */
export interface SeenGroup extends GroupFacts {
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/** The groups of a batch with their first and last death, in the order of their ids. */
export function seenGroups(arrivals: readonly Arrival[]): readonly SeenGroup[] {
  const seen = new Map<number, { group: GroupFacts; first: Date; last: Date }>();
  for (const { derived, group } of arrivals) {
    const known = seen.get(group.id);
    if (!known) seen.set(group.id, { group, first: derived.diedAt, last: derived.diedAt });
    else if (derived.diedAt > known.last) known.last = derived.diedAt;
    else if (derived.diedAt < known.first) known.first = derived.diedAt;
  }
  return [...seen.values()]
    .map(({ group, first, last }) => ({ ...group, firstSeenAt: first, lastSeenAt: last }))
    .toSorted((a, b) => a.id - b.id);
}
