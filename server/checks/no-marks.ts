import { type Check, sentences } from "./check.ts";

/** Without headers nothing says on the broker that a message was replayed, so each death looks like a first one. */
export const noMarks: Check<void, null> = {
  code: "no_marks",
  when: ["plan"],
  per: "class",
  applies: ({ target }) => target.to !== "release",
  judge: (_, { carriesHeaders }) => (carriesHeaders === false ? { do: "send", data: null } : null),
  words: {
    line: sentences({
      label: "Not recognised when they come back",
      some: "This broker carries no headers: what comes back is not recognised, and the replay limit cannot be counted",
      none: null,
      tone: "warn",
    }),
    reason: () => "its broker carries no headers, so it is not recognised when it comes back",
  },
};
