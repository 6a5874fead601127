import { judgeForAll } from "./judge-for-all.ts";
import { frontOf, type Judged, missingBetween, type Run, runsOf } from "./judge-sequence.ts";
import type { StoredEntry, StoredKey } from "./read-keys.ts";
import type { PointState, Trouble } from "./words.ts";

/** A number of a key, or a run of numbers of which the same is known. `missing`: not at its consumer, and no stored message has it; `untold`: no stored message has it. */
export interface Point extends Run {
  readonly state: PointState;
  readonly entry: StoredEntry | null;
}

export interface KeyTrouble {
  readonly trouble: Trouble;
  /** Dead messages that wait, or are stale. */
  readonly messages: number;
  /** Of those, the ones in the queue that the key is told of: others are told of theirs. */
  readonly own: number;
  /** The number that they wait for; null: stale. */
  readonly waitsFor: bigint | null;
  /** The stored message that has it; null: none. */
  readonly front: StoredEntry | null;
  /** What one replay would send in order: the dead from the front on. Empty where the front is missing. */
  readonly replay: readonly StoredEntry[];
}

type Waits = Extract<Judged<StoredEntry>, { readonly is: "waits" }>;

function judgeEntry(key: StoredKey, { id, number }: StoredEntry): Judged<StoredEntry> {
  return judgeForAll(key.counts, { id, number, producedAt: null });
}

/** Pure. null: nothing dead waits for an earlier number, or only for what is on its way, and nothing is stale. */
export function troubleOf(key: StoredKey): KeyTrouble | null {
  const dead = key.entries.filter(({ standing }) => standing === "dead");
  const waiting = dead.filter((entry) => judgeEntry(key, entry).is === "waits");
  const first = waiting[0] && judgeEntry(key, waiting[0]);
  const front = first?.is === "waits" && standsStill(first) ? frontOf(first) : null;
  const counted = (of: readonly StoredEntry[]) => ({
    messages: of.length,
    own: of.filter(({ queueId }) => queueId === key.queueId).length,
  });
  if (front) return { ...waitingFor(front, dead), ...counted(waiting) };
  const [stale] = key.stale;
  return stale ? { trouble: "stale", waitsFor: null, front: stale, replay: [], ...counted(key.stale) } : null;
}

function waitingFor(
  { number, entry }: { readonly number: bigint; readonly entry: StoredEntry | null },
  dead: readonly StoredEntry[],
): Omit<KeyTrouble, "messages" | "own"> {
  const trouble = entry?.standing === "dead" && entry.verdict === "poison" ? "blocked" : "gap";
  return { trouble, waitsFor: number, front: entry, replay: entry?.standing === "dead" ? dead : [] };
}

/** Something that does not go on by itself. */
function standsStill({ behind, missing }: Waits): boolean {
  return missing.length > 0 || behind.some(({ standing }) => standing !== "moving" && standing !== "sent");
}

/** Pure. The last number that every consumer has passed; null: one of them does not tell. */
export function passedByAll({ counts }: StoredKey): bigint | null {
  const lasts = counts.flatMap(({ last }) => (last.state === "known" ? last.last : []));
  return lasts.length === counts.length ? lowest(lasts) : null;
}

const lowest = (numbers: readonly bigint[]): bigint | null =>
  numbers.reduce<bigint | null>((least, number) => (least === null || number < least ? number : least), null);

/** Pure. The line of numbers of a key, the lowest first: what is stored, the last number, and what lies between. */
export function pointsOf(key: StoredKey): readonly Point[] {
  const { counts, entries } = key;
  const last = passedByAll(key);
  const stale = key.stale.toReversed().map((entry) => pointOf(entry, "stale"));
  const known = last === null ? [] : [{ from: last, to: last, state: "last" as const, entry: null }];
  const own = entries.map((entry) =>
    pointOf(entry, entry.standing === "dead" && judgeEntry(key, entry).is === "waits" ? "waiting" : entry.standing),
  );
  const after = last ?? entries[0]?.number;
  const highest = entries.at(-1)?.number;
  const readTo = lowest(counts.flatMap((count) => count.readTo ?? []));
  const before = readTo !== null && highest !== undefined && highest > readTo ? readTo + 1n : highest;
  const between = after === undefined || before === undefined ? [] : missingBetween(after, before, entries);
  const counted = lowest(counts.flatMap((count) => (count.last.state === "known" && !count.holes ? count.last.last : [])));
  const gaps = between.flatMap((run) => gapsOf(run, counted));
  return [...stale.filter(({ from }) => from !== last), ...known, ...[...own, ...gaps].toSorted(byNumber)];
}

/** Numbers that no stored message has are missing only above the last one of a consumer that counts each. */
function gapsOf({ from, to }: Run, counted: bigint | null): readonly Point[] {
  const untold = { from, to, state: "untold", entry: null } as const;
  if (counted === null || to <= counted) return [untold];
  const missing = { from: from > counted ? from : counted + 1n, to, state: "missing", entry: null } as const;
  return from > counted ? [missing] : [{ ...untold, to: counted }, missing];
}

const pointOf = (entry: StoredEntry, state: PointState): Point => ({ from: entry.number, to: entry.number, state, entry });
const byNumber = (a: Point, b: Point) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0);

/** What a replay of these would be called: "5, 6, 7". */
export function replayRuns(entries: readonly StoredEntry[]): readonly Run[] {
  return runsOf(entries.map(({ number }) => number));
}
