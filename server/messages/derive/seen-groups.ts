import { setImmediate } from "node:timers/promises";
import type { GroupFacts } from "../row.ts";
import { type Arrival, type Derived, describeGroup, type Source } from "./derive.ts";
import type { QueueReader } from "./queue-reader.ts";

/** A group as a batch saw it, described by the newest of its messages. */
export interface SeenGroup extends GroupFacts {
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly firstDeathKnown: boolean;
  readonly lastDeathKnown: boolean;
}

/** Describing yields to the event loop after so many. */
const sliceSize = 50;

/**
 * The groups of a batch of one queue with the first and last `sortAt` in it, in the order of their ids. Of messages at the same time the later in the
 * batch speaks.
 */
export async function seenGroups(
  reader: QueueReader,
  batch: readonly { readonly raw: Source; readonly arrival: Arrival }[],
  receivedAt: Date,
): Promise<readonly SeenGroup[]> {
  const seen = new Map<number, { first: Derived; last: Derived; newest: Source }>();
  for (const { raw, arrival } of batch) {
    const { derived } = arrival;
    const known = seen.get(derived.groupId);
    if (!known) seen.set(derived.groupId, { first: derived, last: derived, newest: raw });
    else {
      if (derived.sortAt < known.first.sortAt) known.first = derived;
      if (derived.sortAt >= known.last.sortAt) [known.last, known.newest] = [derived, raw];
    }
  }
  const described: SeenGroup[] = [];
  for (const { first, last, newest } of seen.values()) {
    if (described.length % sliceSize === sliceSize - 1) await setImmediate();
    described.push({
      ...describeGroup(reader, newest, receivedAt),
      firstSeenAt: first.sortAt,
      lastSeenAt: last.sortAt,
      firstDeathKnown: first.deathKnown,
      lastDeathKnown: last.deathKnown,
    });
  }
  return described.toSorted((a, b) => a.id - b.id);
}
