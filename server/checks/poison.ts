import { type Check, sentences } from "./check.ts";

/** The same bytes will fail again. It is sent, since the handler may have been fixed. What a person edited since is not poison (`verdictOfEdit`). */
export const poison: Check<void, null> = {
  code: "poison",
  when: ["plan"],
  per: "class",
  applies: ({ target }) => target.to !== "release",
  judge: (_, { verdict }) => (verdict === "poison" ? { do: "send", data: null } : null),
  words: {
    line: sentences({ label: "Poison", some: "sent, and will fail again unless the handler was fixed", tone: "bad" }),
    reason: () => "poison: it fails again unless the handler was fixed",
  },
};
