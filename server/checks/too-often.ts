import { type Check, sentences } from "./check.ts";

/** The hard stop of replays that come back each time. */
export const tooOften: Check<{ readonly limit: number }, { readonly times: number }> = {
  code: "too_often",
  when: ["plan", "start"],
  per: "class",
  applies: ({ target }) => target.to !== "release",
  read: async ({ config }) => ({ limit: config.replayLimit }),
  judge: ({ limit }, { replayCount }) => (replayCount >= limit ? { do: "skip", data: { times: replayCount } } : null),
  words: {
    line: (found) =>
      sentences({
        label: `Replayed ${found.facts?.limit} times already`,
        some: "skipped: they came back every time",
        none: `none, limit ${found.facts?.limit} per lineage`,
      })(found),
    reason: (data) => (data ? `replayed ${data.times} times already, and it came back each time` : "replayed too often"),
  },
};
