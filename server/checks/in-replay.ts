import { type Check, sentences } from "./check.ts";

/** Another replay holds it, or waits for a decision on it. */
export const inReplay: Check<void, null> = {
  code: "in_replay",
  when: ["plan", "start"],
  per: "class",
  judge: (_, { state }) => (state === "replaying" || state === "unknown" ? { do: "skip", data: null } : null),
  words: {
    line: sentences({ label: "In another replay", some: "skipped: another replay holds them, or waits for a decision on them" }),
    reason: () => "in another replay",
  },
};
