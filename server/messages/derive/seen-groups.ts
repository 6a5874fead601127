import { setImmediate } from "node:timers/promises";
import type { GroupFacts } from "../row.ts";
import { type Arrival, describeGroup, type Source } from "./derive.ts";
import type { QueueReader } from "./queue-reader.ts";

/** A group as a batch saw it, described by the newest death. */
export interface SeenGroup extends GroupFacts {
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/** Describing yields to the event loop after so many. */
const sliceSize = 50;

/**
 * The groups of a batch of one queue with their first and last death, in the order of their ids. Of deaths at the same time the later in the batch
 * speaks.
 */
export async function seenGroups(
  reader: QueueReader,
  batch: readonly { readonly raw: Source; readonly arrival: Arrival }[],
  receivedAt: Date,
): Promise<readonly SeenGroup[]> {
  const seen = new Map<number, { first: Date; last: Date; newest: Source }>();
  for (const { raw, arrival } of batch) {
    const { groupId, diedAt } = arrival.derived;
    const known = seen.get(groupId);
    if (!known) seen.set(groupId, { first: diedAt, last: diedAt, newest: raw });
    else {
      if (diedAt < known.first) known.first = diedAt;
      if (diedAt >= known.last) [known.last, known.newest] = [diedAt, raw];
    }
  }
  const described: SeenGroup[] = [];
  for (const { first, last, newest } of seen.values()) {
    if (described.length % sliceSize === sliceSize - 1) await setImmediate();
    described.push({ ...describeGroup(reader, newest, receivedAt), firstSeenAt: first, lastSeenAt: last });
  }
  return described.toSorted((a, b) => a.id - b.id);
}
