import type { DownstreamState } from "./reading.ts";

/** A change of state, as it is stored. */
export interface Change {
  readonly downstream: string;
  readonly at: Date;
  readonly to: DownstreamState;
}

export interface Span {
  readonly downstream: string;
  readonly state: DownstreamState;
  readonly from: Date;
  /** null: until now. */
  readonly to: Date | null;
}

/**
 * The states of downstreams from a time on. Pure. `changes`: in their order, with the last one before `from` of each. `knownUntil`: how long what was
 * judged last holds, by downstream; from then on the state is unknown. Nothing is said of the time before the first change.
 */
export function spansOf(
  changes: readonly Change[],
  { from, now, knownUntil }: { readonly from: Date; readonly now: Date; readonly knownUntil: ReadonlyMap<string, Date> },
): readonly Span[] {
  return [...Map.groupBy(changes, ({ downstream }) => downstream)].flatMap(([name, known]) => {
    const end = knownUntil.get(name) ?? now;
    const isLost = end < now && known.at(-1)?.to !== "unknown";
    const all: readonly Change[] = isLost ? [...known, { downstream: name, at: end, to: "unknown" }] : known;
    return all.flatMap(({ downstream, at, to: state }, n) => {
      const to = all[n + 1]?.at ?? null;
      if (to !== null && to <= from) return [];
      return [{ downstream, state, from: at < from ? from : at, to }];
    });
  });
}
