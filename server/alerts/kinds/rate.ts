import { z } from "zod";
import { plain } from "../../sources/source-kind.ts";
import { numberText, rateText } from "../../text/numbers.ts";
import { ruleKind } from "../kind.ts";
import { amount, whole } from "./params.ts";
import { adviceOf, causeFacts, numberOf, sumOf, textOf } from "./read-facts.ts";

/** More deaths a minute than is usual, or than a fixed rate. By when messages died, so that old deaths that are captured late are no rush. */
export const rate = ruleKind({
  kind: "rate",
  label: "Dead letters come fast",
  description: "Fires when messages die faster than is usual there, or faster than a fixed rate.",
  shape: {
    windowMinutes: whole(5, "Minutes over which deaths are counted.", [1, 60]),
    times: amount(5, "It fires from so many times what was usual over the day before; without such a day, from `least` on.", [1, 10_000]),
    least: whole(20, "Fewer deaths in the window are no alert."),
    perMinute: plain(z.number().min(0.01).max(1_000_000).nullable())
      .default(null)
      .describe("A fixed rate from which it fires, in place of `times`. `null`: none."),
  },
  pers: ["queue", "group", "source", "all"],
  narrows: "groups",
  fallback: { severity: "error", forSeconds: 0, keepSeconds: 300 },
  inhibitedBy: ["collector_blind"],
  windows: ({ windowMinutes }) => [windowMinutes],
  condition: ({ perMinute, times, windowMinutes, least }) =>
    `${perMinute === null ? `${rateText(times)} times the usual rate` : `${rateText(perMinute)} a minute`} over ${windowMinutes} min, and at least ${numberText(least)} deaths`,
  *judge({ params: { windowMinutes, times, least, perMinute }, facts: { breakers }, subjects }) {
    for (const subject of subjects) {
      const n = sumOf(subject.groups, ({ arrived }) => arrived[windowMinutes] ?? 0);
      const usual = sumOf(subject.groups, (group) => group.usual ?? 0);
      const pace = n / windowMinutes;
      const isOver = n >= least && pace >= (perMinute ?? times * usual);
      if (!isOver && !subject.blindSince) continue;
      const facts = { name: subject.name, n, perMinute: pace, usual, ...causeFacts(subject, breakers) };
      yield { key: subject.key, level: isOver ? "over" : "unknown", value: pace, facts };
    }
  },
  scale: {
    unit: "a minute",
    param: ({ perMinute }) => (perMinute === null ? "times" : "perMinute"),
    loose: (params) => ({ ...params, perMinute: 0.01, least: 1 }),
    limit: ({ windowMinutes, times, least, perMinute }, { facts }) =>
      Math.max(perMinute ?? (times ?? 1) * numberOf(facts, "usual"), (least ?? 1) / (windowMinutes ?? 1)),
  },
  words: {
    title: (facts) => `${textOf(facts, "name")} grows by ${rateText(numberOf(facts, "perMinute"))} a minute`,
    next: (facts) =>
      `${rateText(numberOf(facts, "usual")) !== "0" ? `Usual there: ${rateText(numberOf(facts, "usual"))} a minute. ` : ""}${adviceOf(facts)}`,
    ended: (facts) => `${textOf(facts, "name")} grows no faster than its limit again.`,
  },
});
