import { numberText } from "../text/numbers.ts";
export interface Progress {
  readonly changed: number;
  readonly skipped: number;
  readonly waiting: number;
}

/** What an answered request has done, and what goes on after it: for a toast. */
export function changedWords({ changed, skipped, waiting }: Progress, word: "discarded" | "restored"): { what: string; why?: string } {
  const done = `${numberText(changed)} ${word}`;
  if (waiting > 0) return { what: `${done}, ${numberText(waiting)} to go.`, why: "It goes on by itself; the bar on top shows it." };
  return { what: `${done}.`, ...(skipped > 0 ? { why: `${numberText(skipped)} were in another state by then.` } : {}) };
}
