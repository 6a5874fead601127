import { type Check, sentences } from "./check.ts";

/** A log still holds its records and a table its rows, so nothing can go back. */
export const stays: Check<void, null> = {
  code: "stays",
  when: ["plan", "start"],
  per: "class",
  applies: ({ target }) => target.to === "release",
  judge: (_, { log, mode }) => (log || mode === "mirror" ? { do: "skip", data: null } : null),
  words: {
    line: sentences({
      label: "Never left",
      some: "skipped: their topic or table still holds them, so there is nothing to release",
      none: null,
    }),
    reason: () => "still in its topic or table: nothing was taken out of it",
  },
};
