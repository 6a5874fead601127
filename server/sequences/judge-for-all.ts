import { type Asked, compare, type Entry, joinRuns, type Judged, judgeNumber, type KeyFacts } from "./judge-sequence.ts";

/** A consumer that has processed this number or a later one. */
export interface Passed {
  readonly name: string | null;
  readonly last: bigint;
}

/** `passedBy`: of several consumers those that get it again, since others still need it; of what is stale all of them. */
export type JudgedForAll<Of extends Entry = Entry> = Judged<Of> & { readonly passedBy: readonly Passed[] };

/**
 * Pure. Those of several consumers by which a number is judged. One without a table of last numbers decides nothing beside one that has such a table: it would make
 * nothing stale, and let older states replace newer ones.
 */
export function votersOf<One extends Pick<KeyFacts, "last">>(consumers: readonly One[]): readonly One[] {
  const mapped = consumers.filter(({ last }) => last.state !== "unmapped");
  return mapped.length > 0 ? mapped : consumers;
}

/**
 * Pure. The same for each consumer of the queue, of whom each gets what is sent: it is stale only where it is for all of them, waits where it does for one, and is
 * unknown where it is for one.
 */
export function judgeForAll<Of extends Entry>(consumers: readonly KeyFacts<Of>[], asked: Asked): JudgedForAll<Of> {
  const each = votersOf(consumers).map((facts) => ({ name: facts.name, ...judgeNumber(facts, asked) }));
  const passedBy = each.flatMap((one) => (one.is === "stale" ? [{ name: one.name, last: one.last }] : []));
  return { ...joinJudged(each), passedBy };
}

function joinJudged<Of extends Entry>(each: readonly Judged<Of>[]): Judged<Of> {
  const stale = each.filter((one) => one.is === "stale");
  const [first] = stale.toSorted((a, b) => compare(a.last, b.last));
  if (first && stale.length === each.length) return { is: "stale", last: first.last, restart: stale.some(({ restart }) => restart) };
  const waits = each.filter((one) => one.is === "waits");
  if (waits.length > 0)
    return {
      is: "waits",
      behind: joinEntries(waits.map(({ behind }) => behind)),
      missing: joinRuns(waits.flatMap(({ missing }) => missing)),
    };
  const unknown = each.find((one) => one.is === "unknown");
  return unknown ? { is: "unknown", reason: unknown.reason } : { is: "next" };
}

/** Each entry once, in the order of their numbers. */
export function joinEntries<Of extends Entry>(of: readonly (readonly Of[])[]): readonly Of[] {
  if (of.length === 1) return of[0] ?? [];
  const all = new Map(of.flat().map((entry) => [entry.id, entry]));
  return [...all.values()].toSorted((a, b) => compare(a.number, b.number) || a.id - b.id);
}

/** "It goes again to orders, which has processed 9." "": to nobody. `many`: of several messages. */
export function againWords(passedBy: readonly Passed[], many = 1): string {
  const who = passedBy.map(({ name, last }) => `${name ?? "a consumer"}, which has processed ${last}`);
  return who.length === 0 ? "" : `${many === 1 ? "It goes" : `${many} go`} again to ${who.join(", and to ")}.`;
}
