import { type Check, sentences } from "./check.ts";

/** The target is where it came from, and that is not known. A queue or topic that is sent to by name has no exchange to go back to. */
export const noOrigin: Check<void, null> = {
  code: "no_origin",
  when: ["plan", "start"],
  per: "class",
  applies: ({ target }) => target.to !== "release",
  judge: (_, { target, origin, exchanges }) => {
    const known = target.to === "failed_queue" ? origin !== null : target.to !== "origin" || (origin !== null && exchanges !== false);
    return known ? null : { do: "skip", data: null };
  },
  words: {
    line: sentences({ label: "Origin unknown", some: "skipped: they do not carry where they came from; choose another target" }),
    reason: () => "it does not carry where it came from",
  },
};
