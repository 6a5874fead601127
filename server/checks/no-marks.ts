import { type Check, sentences } from "./check.ts";

/** Without headers, or where a message fills all that its broker takes, nothing says on the broker that a message was replayed, so each death looks like a first one. */
export const noMarks: Check<void, null> = {
  code: "no_marks",
  when: ["plan"],
  per: "class",
  applies: ({ target }) => target.to !== "release",
  judge: (_, { carriesHeaders, facts }) => (carriesHeaders === false || facts?.marked === false ? { do: "send", data: null } : null),
  words: {
    line: sentences({
      label: "Not recognised when they come back",
      some: "sent without Redrive's headers, for which the broker leaves no room: what comes back is not recognised, and the replay limit cannot be counted",
      none: null,
      tone: "warn",
    }),
    reason: () => "its broker leaves no room for Redrive's headers, so it is not recognised when it comes back",
  },
};
