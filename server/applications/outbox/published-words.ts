import { numberText } from "../../text/numbers.ts";

export interface Told {
  readonly published: number;
  readonly left: number;
  readonly unknown: number;
  readonly untouched: number;
  /** Why it stopped before the last row: "canary", or what the database said. null: it did not. */
  readonly stopped: string | null;
  /** So long the first one was watched at most. */
  readonly canaryMs: number;
}

const rows = (n: number) => `${numberText(n)} ${n === 1 ? "row" : "rows"}`;

/** Pure. What came of it, in a sentence or two. */
export function publishedWords({ published, left, unknown, untouched, stopped, canaryMs }: Told): string {
  const parts = [
    published > 0 && `${rows(published)} handed to the relay.`,
    left > 0 && `${rows(left)} had left the failed ones, and ${left === 1 ? "was" : "were"} not touched.`,
    unknown > 0 && `The outcome of ${rows(unknown)} is unknown: the connection was lost.`,
    stopped === "canary" && `The relay did not publish the first one within ${canaryMs / 1_000} s, or it failed again.`,
    stopped !== null && stopped !== "canary" && `The database stopped it: ${stopped}`,
    untouched > 0 && `${rows(untouched)} ${untouched === 1 ? "was" : "were"} not touched.`,
  ].filter(Boolean);
  return parts.join(" ") || "No row was still failed: nothing was done.";
}
