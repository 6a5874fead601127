import type { Candidate } from "./candidate.ts";
import { type Check, sentences } from "./check.ts";

/** Whether its place still holds it, whoever read it there. */
export function neverLeft({ log, mode }: Pick<Candidate, "log" | "mode">): boolean {
  return log || mode === "mirror";
}

/** A log still holds its records and a table its rows, so nothing can go back. */
export const stays: Check<void, null> = {
  code: "stays",
  when: ["plan", "start"],
  per: "class",
  applies: ({ target }) => target.to === "release",
  judge: (_, candidate) => (neverLeft(candidate) ? { do: "skip", data: null } : null),
  words: {
    line: sentences({
      label: "Never left",
      some: "skipped: their topic or table still holds them, so there is nothing to release",
      none: null,
    }),
    reason: () => "still in its topic or table: nothing was taken out of it",
  },
};
