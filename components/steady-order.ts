export interface SteadyOrder {
  /** The order in which the rows were first seen, with what came after the last known one (one more page). */
  readonly ids: readonly number[];
  /** New ones above, which wait. */
  readonly waiting: number;
  /** The order is no longer the one that is kept. */
  readonly moved: boolean;
}

/** The order to show `current` in, when `kept` was shown before: nothing known changes its place. */
export function steadyOrder(kept: readonly number[], current: readonly number[]): SteadyOrder {
  const known = new Set(kept);
  const tail = current.slice(current.findLastIndex((id) => known.has(id)) + 1);
  const waiting = current.filter((id) => !known.has(id)).length - tail.length;
  const here = new Set(current);
  const ids = [...kept, ...tail];
  const moved = waiting === 0 && ids.filter((id) => here.has(id)).some((id, index) => id !== current[index]);
  return { ids, waiting, moved };
}
