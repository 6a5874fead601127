import type { Config } from "../config/config.ts";
import { type Check, sentences } from "./check.ts";

/** A config with this limit of replays for each lineage; null: there is none. */
export function limited(config: Config, limit: number | null): Config {
  return { ...config, replayLimit: limit ?? Number.POSITIVE_INFINITY };
}

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
      found.facts?.limit === Number.POSITIVE_INFINITY
        ? { label: "Replayed often already", n: 0, text: "the limit is lifted for this replay", tone: "warn" }
        : sentences({
            label: `Replayed ${found.facts?.limit} times already`,
            some: "skipped: they came back every time",
            none: `none, limit ${found.facts?.limit} per lineage`,
          })(found),
    reason: (data) => (data ? `replayed ${data.times} times already, and it came back each time` : "replayed too often"),
  },
};
