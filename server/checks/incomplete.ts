import { raises } from "./by-bytes.ts";
import { type Check, sentences } from "./check.ts";

/** Sent again, what is not the whole event would do harm. */
export const incomplete: Check<void, null> = {
  code: "incomplete",
  when: ["plan", "start", "send"],
  per: "class",
  applies: ({ target }) => target.to !== "release",
  judge: (_, candidate) => (raises("incomplete", candidate) ? { do: "skip", data: null } : null),
  words: {
    line: sentences({
      label: "Event not whole",
      some: "skipped: the dead letter does not hold the whole event; its page says what is missing",
      none: null,
    }),
    reason: () => "the dead letter does not hold the whole event",
  },
};
