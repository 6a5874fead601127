import { type Check, sentences } from "./check.ts";

/** Rows that were stored by an older version say nothing of where they can go until a worker has read them again. */
export const notDerived: Check<void, null> = {
  code: "not_derived",
  when: ["plan"],
  per: "class",
  judge: (_, { facts }) => (facts === null ? { do: "unknown", data: null } : null),
  words: {
    line: sentences({ label: "Not read again yet", some: "", none: null }),
    reason: () => "it has not been read again since the upgrade",
  },
};
