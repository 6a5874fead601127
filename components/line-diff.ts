import { diff } from "@codemirror/merge";

export type DiffLine =
  | { readonly kind: "same" | "out" | "in"; readonly number: number; readonly text: string }
  | { readonly kind: "fold"; readonly number: number; readonly count: number };

export interface LineDiff {
  readonly lines: readonly DiffLine[];
  readonly added: number;
  readonly removed: number;
}

/** Half-open runs of line indexes that differ. */
export interface LineChange {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

/** Lines around a change that are shown with it. */
const context = 2;
/** Each different line stands for one character below the surrogates; texts with more are compared as a whole. */
const mostLines = 0xd7ff;

/** Which lines differ: a comparison of characters, with a character for each line. */
export function changedLines(a: readonly string[], b: readonly string[]): readonly LineChange[] {
  const known = new Map<string, number>();
  const encode = (lines: readonly string[]) =>
    lines.map((line) => {
      const code = known.get(line) ?? known.size;
      known.set(line, code);
      return String.fromCharCode(code);
    });
  const [left, right] = [encode(a), encode(b)];
  if (known.size > mostLines) return [{ fromA: 0, toA: a.length, fromB: 0, toB: b.length }];
  return diff(left.join(""), right.join(""), { timeout: 200 });
}

/** What became of the lines of a text: numbers are of the text that the line is in; long runs that stayed are folded. */
export function diffLines(before: string, after: string): LineDiff {
  const [a, b] = [before.split("\n"), after.split("\n")];
  const changes = changedLines(a, b);
  const lines: DiffLine[] = [];
  let next = 0;
  for (const { fromA, toA, fromB, toB } of changes) {
    lines.push(...same(b, next, fromB, { first: next === 0, last: false }));
    for (let at = fromA; at < toA; at++) lines.push({ kind: "out", number: at + 1, text: a[at] ?? "" });
    for (let at = fromB; at < toB; at++) lines.push({ kind: "in", number: at + 1, text: b[at] ?? "" });
    next = toB;
  }
  if (changes.length > 0) lines.push(...same(b, next, b.length, { first: false, last: true }));
  const sum = (size: (change: LineChange) => number) => changes.reduce((all, change) => all + size(change), 0);
  return { lines, added: sum(({ fromB, toB }) => toB - fromB), removed: sum(({ fromA, toA }) => toA - fromA) };
}

function same(lines: readonly string[], from: number, to: number, at: { first: boolean; last: boolean }): DiffLine[] {
  const range = (low: number, high: number): DiffLine[] =>
    lines.slice(low, high).map((text, index) => ({ kind: "same", number: low + index + 1, text }));
  const [head, tail] = [at.first ? from : from + context, at.last ? to : to - context];
  if (tail - head < 2) return range(from, to);
  return [...range(from, head), { kind: "fold", number: head + 1, count: tail - head }, ...range(tail, to)];
}
