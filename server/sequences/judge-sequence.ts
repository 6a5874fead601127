/** What is known of the last number that a consumer processed of a key. `at`: when it did, in milliseconds since 1970; null: not said. */
export type Last =
  | { readonly state: "known"; readonly last: bigint; readonly at: number | null }
  /** The table has no row of the key: nothing was processed yet, or the entity was deleted and took its last number with it. */
  | { readonly state: "absent" }
  /** No table of last numbers is configured. */
  | { readonly state: "unmapped" }
  /** It could not be asked, or what it says is no number. */
  | { readonly state: "unknown"; readonly reason: string };

/**
 * Where one message of a key stands. moving: a replay has yet to send it. sent: it is watched. passed: processed, or it stayed away for as long as it was
 * watched. back: it was put back on its dead-letter queue.
 */
export type Standing = "dead" | "moving" | "sent" | "unknown" | "passed" | "discarded" | "back";

/** One stored message of a key. */
export interface Entry {
  readonly id: number;
  readonly number: bigint;
  readonly standing: Standing;
}

/** What is known of a key at one consumer. */
export interface KeyFacts<Of extends Entry = Entry> {
  /** null: nobody is configured. */
  readonly name: string | null;
  readonly last: Last;
  /** A number that is missing is no gap: numbers come from a counter that others share, or the table is older than it seems. */
  readonly holes: boolean;
  /** In the order of their numbers. */
  readonly entries: readonly Of[];
  /** Above this number not all stored messages were read; null: all were. */
  readonly readTo: bigint | null;
  /** It has so many stored messages that one which is not done may not be among `entries`, whatever its number. */
  readonly isWide: boolean;
}

/** Numbers from one to another, both included. */
export interface Run {
  readonly from: bigint;
  readonly to: bigint;
}

export type Judged<Of extends Entry = Entry> =
  /** Nothing that is known has to come before it. */
  | { readonly is: "next" }
  /** Stored messages that come before it and are not done, and numbers of which nobody knows where they are. */
  | { readonly is: "waits"; readonly behind: readonly Of[]; readonly missing: readonly Run[] }
  /** The consumer has processed this number or a later one. That says nothing of the numbers before. `restart`: the key may count from 1 anew. */
  | { readonly is: "stale"; readonly last: bigint; readonly restart: boolean }
  | { readonly is: "unknown"; readonly reason: string };

/** A message that wants to be sent. `producedAt` null: not known. */
export interface Asked {
  readonly id: number;
  readonly number: bigint;
  readonly producedAt: number | null;
}

/** Clocks differ by so much. */
const skewMs = 10 * 60_000;
const mostRuns = 20;

/**
 * Pure. Whether a message may be sent now, by the order of its key. What is certain comes before what nobody knows: a stored message that is not done is
 * waited for, whatever the application says.
 */
export function judgeNumber<Of extends Entry>(facts: KeyFacts<Of>, { id, number, producedAt }: Asked): Judged<Of> {
  const { last, entries, holes, readTo, isWide } = facts;
  const known = last.state === "known" ? last.last : null;
  if (last.state === "known" && number <= last.last) return { is: "stale", last: last.last, restart: mayBeNew(last, number, producedAt) };
  const behind = entries.filter((entry) => entry.id !== id && comesBefore(entry, { id, number }, known));
  const isBeyond = readTo !== null && number > readTo;
  const missing = known === null || holes ? [] : missingBetween(known, isBeyond ? readTo + 1n : number, entries);
  if (behind.length > 0 || missing.length > 0) return { is: "waits", behind, missing };
  if (last.state === "unknown") return { is: "unknown", reason: last.reason };
  if (isBeyond || isWide) return { is: "unknown", reason: "The key has more messages than are looked at at once." };
  return { is: "next" };
}

/** Of two numbers, for a sort. */
export const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

/** The numbers that any of these runs hold, in their order. */
export function joinRuns(all: readonly Run[]): readonly Run[] {
  const joined: { from: bigint; to: bigint }[] = [];
  for (const { from, to } of all.toSorted((a, b) => compare(a.from, b.from))) {
    const run = joined.at(-1);
    if (run && from <= run.to + 1n) run.to = to > run.to ? to : run.to;
    else joined.push({ from, to });
  }
  return joined;
}

/** A message that is not done and has a lower number; of two with the same number the first that is on its way. What a consumer has passed comes before nothing. */
function comesBefore({ id, number, standing }: Entry, asked: Pick<Entry, "id" | "number">, known: bigint | null): boolean {
  if (number > asked.number || (known !== null && number <= known) || standing === "passed") return false;
  if (number === asked.number) return id < asked.id && isOnItsWay(standing);
  // Discarded: a person said that it need not be processed. A consumer that counts still waits for it.
  return standing !== "discarded" || known !== null;
}

const isOnItsWay = (standing: Standing) => standing === "moving" || standing === "sent" || standing === "unknown";

/** An event that was produced after a higher number was processed cannot be older than that: its key began again. */
function mayBeNew(last: Extract<Last, { readonly state: "known" }>, number: bigint, producedAt: number | null): boolean {
  if (producedAt === null || last.at === null) return number <= 1n && last.last > 1n;
  return producedAt > last.at + skewMs;
}

/** The numbers between two that no stored message has, the first runs of them. */
export function missingBetween(after: bigint, before: bigint, entries: readonly Entry[]): readonly Run[] {
  const runs: Run[] = [];
  let from = after + 1n;
  for (const { number } of entries) {
    if (number >= before || runs.length === mostRuns) break;
    if (number > from) runs.push({ from, to: number - 1n });
    if (number >= from) from = number + 1n;
  }
  if (from < before && runs.length < mostRuns) runs.push({ from, to: before - 1n });
  return runs;
}

/** "5", "5 to 7, 9" in the order of their numbers. */
export function runWords(runs: readonly Run[], most = 5): string {
  const shown = runs
    .slice(0, most)
    .map(({ from, to }) => (from === to ? `${from}` : to === from + 1n ? `${from}, ${to}` : `${from} to ${to}`));
  return runs.length > most ? `${shown.join(", ")} and more` : shown.join(", ");
}

/** Numbers as runs. */
export function runsOf(numbers: readonly bigint[]): readonly Run[] {
  return joinRuns(numbers.map((number) => ({ from: number, to: number })));
}

/** The first number that is waited for, with the stored message that has it; null: no stored message has it. */
export function frontOf<Of extends Entry>({
  behind: [first],
  missing: [gap],
}: Pick<Extract<Judged<Of>, { readonly is: "waits" }>, "behind" | "missing">): {
  readonly number: bigint;
  readonly entry: Of | null;
} | null {
  if (first !== undefined && (gap === undefined || first.number < gap.from)) return { number: first.number, entry: first };
  return gap === undefined ? null : { number: gap.from, entry: null };
}

/** The first number that is waited for, as text, where no stored message has it; null: one has, or nothing is waited for. */
export function missingFront(judged: Judged): string | null {
  const front = judged.is === "waits" ? frontOf(judged) : null;
  return front?.entry === null ? String(front.number) : null;
}
