import { raises } from "./by-bytes.ts";
import { type Check, sentences } from "./check.ts";

/** The target is where it came from, and that is not carried. A queue or topic that is sent to by name has no exchange to go back to. */
export const noOrigin: Check<void, null> = {
  code: "no_origin",
  when: ["plan", "start", "send"],
  per: "class",
  applies: ({ target }) => target.to !== "release",
  judge: (_, candidate) => (raises("no_origin", candidate) ? { do: "skip", data: null } : null),
  words: {
    line: sentences({ label: "Origin unknown", some: "skipped: they do not carry where they came from; choose another target" }),
    reason: () => "it does not carry where it came from: choose another target",
  },
};
