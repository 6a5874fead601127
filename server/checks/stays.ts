import { type Check, sentences } from "./check.ts";

/** A log still holds its records, so nothing can go back. */
export const stays: Check<void, null> = {
  code: "stays",
  when: ["plan", "start"],
  per: "class",
  applies: ({ target }) => target.to === "release",
  judge: (_, { log }) => (log ? { do: "skip", data: null } : null),
  words: {
    line: sentences({ label: "Never left", some: "skipped: their topic still holds them, so there is nothing to release", none: null }),
    reason: () => "still in its topic: nothing was taken out of it",
  },
};
