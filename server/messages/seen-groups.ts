import type { Arrival } from "./arrival.ts";
import { cleanOrNull, cleanText } from "./clean.ts";
import type { GroupFacts } from "./row.ts";

/** A group as a batch saw it. */
export interface SeenGroup extends GroupFacts {
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/** The groups of a batch, each described by its newest death, in the order of their ids. */
export function seenGroups(arrivals: readonly Arrival[]): readonly SeenGroup[] {
  const seen = new Map<number, { newest: Arrival; oldest: Arrival }>();
  for (const arrival of arrivals) {
    const { groupId, diedAt } = arrival.derived;
    const group = seen.get(groupId);
    if (!group) seen.set(groupId, { newest: arrival, oldest: arrival });
    else if (diedAt > group.newest.derived.diedAt) group.newest = arrival;
    else if (diedAt < group.oldest.derived.diedAt) group.oldest = arrival;
  }
  return [...seen.values()]
    .map(({ newest, oldest }) => ({
      ...describeGroup(newest),
      firstSeenAt: oldest.derived.diedAt,
      lastSeenAt: newest.derived.diedAt,
    }))
    .toSorted((a, b) => a.id - b.id);
}

function describeGroup({ derived, groupFingerprint, diagnosis }: Arrival): GroupFacts {
  const { origin } = diagnosis;
  return {
    id: derived.groupId,
    fingerprint: groupFingerprint,
    queueId: derived.queueId,
    verdict: diagnosis.verdict,
    category: diagnosis.category,
    evidence: diagnosis.evidence.slice(0, 20).map((text) => cleanText(text, 500)),
    title: cleanOrNull(diagnosis.title, 300) ?? "Unknown failure",
    errorType: cleanOrNull(diagnosis.errorType, 300),
    errorText: cleanOrNull(diagnosis.errorText, 1_000),
    frame: cleanOrNull(diagnosis.frame, 300),
    downstream: cleanOrNull(diagnosis.downstream, 200),
    origin: cleanOrNull(origin?.queue ?? origin?.handler ?? origin?.exchange ?? null, 300),
  };
}
