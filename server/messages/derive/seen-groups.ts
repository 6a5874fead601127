import { newBreath } from "../../process/breath.ts";
import type { GroupFacts } from "../row.ts";
import { type Arrival, type Derived, describeGroup, type Source } from "./derive.ts";
import type { QueueReader } from "./queue-reader.ts";

/** A group as a batch saw it, described by the newest of its messages: see `speaksBefore`. */
export interface SeenGroup extends GroupFacts {
  /** The message that speaks did not die before; null: nothing says so. */
  readonly spokenFrom: Date | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly firstDeathKnown: boolean;
  readonly lastDeathKnown: boolean;
}

/**
 * The groups of a batch of one queue with the first and last `sortAt` in it, in the order of their ids.
 */
export async function seenGroups(
  reader: QueueReader,
  batch: readonly { readonly raw: Source; readonly arrival: Arrival }[],
  receivedAt: Date,
): Promise<readonly SeenGroup[]> {
  const seen = new Map<number, { first: Derived; last: Derived; speaker: Derived; newest: Source }>();
  for (const { raw, arrival } of batch) {
    const { derived } = arrival;
    const known = seen.get(derived.groupId);
    if (!known) seen.set(derived.groupId, { first: derived, last: derived, speaker: derived, newest: raw });
    else {
      if (derived.sortAt < known.first.sortAt) known.first = derived;
      if (derived.sortAt >= known.last.sortAt) known.last = derived;
      if (!speaksBefore(known.speaker, derived)) [known.speaker, known.newest] = [derived, raw];
    }
  }
  const described: SeenGroup[] = [];
  const breath = newBreath();
  for (const { first, last, speaker, newest } of seen.values()) {
    await breath();
    described.push({
      ...describeGroup(reader, newest, receivedAt),
      spokenFrom: spokenFrom(speaker),
      firstSeenAt: first.sortAt,
      lastSeenAt: last.sortAt,
      firstDeathKnown: first.deathKnown,
      lastDeathKnown: last.deathKnown,
    });
  }
  return described.toSorted((a, b) => a.id - b.id);
}

/** A time before which it did not die, the death where that is known; null: nothing that is carried says so. */
export function spokenFrom({ sortAt, deathKnown, diedAfter }: Pick<Derived, "sortAt" | "deathKnown" | "diedAfter">): Date | null {
  return deathKnown ? sortAt : diedAfter;
}

/**
 * Whether the first of two messages of a group speaks for it rather than the second, which was captured later. The newest death speaks: a death that is
 * not known counts from the time before which it did not happen, so that an older one that is captured later overwrites nothing. Otherwise the later speaks.
 */
function speaksBefore(one: Derived, other: Derived): boolean {
  const [from, otherFrom] = [
    spokenFrom(one)?.getTime() ?? Number.NEGATIVE_INFINITY,
    spokenFrom(other)?.getTime() ?? Number.NEGATIVE_INFINITY,
  ];
  return from === otherFrom ? one.sortAt > other.sortAt : from > otherFrom;
}
