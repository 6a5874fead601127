import type { Done } from "./output.ts";
import { numberText } from "../text/numbers.ts";

const states: Readonly<Record<keyof Done["skippedBy"], string>> = {
  dead: "dead already",
  replaying: "in a replay",
  replayed: "replayed already",
  unknown: "sent or not, nobody can tell",
  discarded: "discarded already",
  released: "released already",
  deleted: "deleted in the meantime",
};

/** Why what was chosen was not all done, by reason, most first: "3 in a replay, 1 deleted in the meantime". Empty: it was. */
export function skippedWords(skippedBy: Done["skippedBy"]): string {
  const counted = Object.entries(skippedBy).filter(([, n]) => n > 0) as [keyof typeof states, number][];
  return counted
    .toSorted(([, one], [, other]) => other - one)
    .map(([state, n]) => `${numberText(n)} ${states[state]}`)
    .join(", ");
}

/** What an answered request has done and has not, and what goes on after it: for a toast. */
export function changedWords(
  { changed, skipped, skippedBy, waiting }: Done,
  word: "discarded" | "restored",
): { what: string; why?: string; failed?: boolean } {
  const done = `${numberText(changed)} ${word}${skipped > 0 ? `, ${numberText(skipped)} not` : ""}`;
  const why = skipped > 0 ? `Not: ${skippedWords(skippedBy)}.` : null;
  if (waiting > 0) {
    const rest = "It goes on by itself; the bar on top shows it.";
    return { what: `${done}, ${numberText(waiting)} to go.`, why: why ? `${why} ${rest}` : rest };
  }
  return { what: `${done}.`, ...(why ? { why } : {}), ...(changed === 0 && skipped > 0 ? { failed: true } : {}) };
}
