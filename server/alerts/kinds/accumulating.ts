import { numberText } from "../../text/numbers.ts";
import { ruleKind } from "../kind.ts";
import { whole } from "./params.ts";
import { adviceOf, causeFacts, minutesText, numberOf, sumOf, textOf } from "./read-facts.ts";

/** Nothing is taken away and more comes: the trend that Burrow warns of, whatever the depth is (its rule 5: never decreases across the window). */
export const accumulating = ruleKind({
  kind: "accumulating",
  label: "Dead letters pile up",
  description: "Fires when dead letters only grow in number for some time, however slowly.",
  shape: {
    minutes: whole(30, "Minutes for which the number has only grown.", [5, 60]),
    count: whole(20, "It grew by so many at least."),
  },
  pers: ["queue"],
  narrows: "queues",
  fallback: { severity: "warning", forSeconds: 0, keepSeconds: 600 },
  inhibitedBy: ["collector_blind"],
  condition: ({ minutes, count }) => `only growth for ${minutes} min, by at least ${numberText(count)}`,
  *judge({ params: { minutes, count }, facts: { now, depths, breakers }, subjects }) {
    const from = now.getTime() - minutes * 60_000;
    for (const subject of subjects) {
      const [queue] = subject.queues;
      const all = depths.get(queue?.id ?? 0) ?? [];
      // A sample stands until the next one: the newest before the window says how it began.
      const before = all.findIndex(({ at }) => at.getTime() <= from);
      const window = before < 0 ? [] : all.slice(0, before + 1);
      const grew = (window[0]?.n ?? 0) - (window.at(-1)?.n ?? 0);
      const isOver = grew >= count && window.every(({ n }, nth) => n >= (window[nth + 1]?.n ?? 0));
      if (!isOver && !subject.blindSince) continue;
      const facts = { name: subject.name, grew, minutes, n: sumOf(subject.groups, ({ dead }) => dead), ...causeFacts(subject, breakers) };
      yield { key: subject.key, level: subject.blindSince ? "unknown" : "over", value: grew, facts };
    }
  },
  scale: {
    unit: "more dead letters",
    param: () => "count",
    loose: (params) => ({ ...params, count: 1 }),
    limit: ({ count }) => count ?? 1,
  },
  words: {
    title: (facts) =>
      `${textOf(facts, "name")} grew by ${numberText(numberOf(facts, "grew"))} dead letters in ${minutesText(facts, "minutes")} and never shrank`,
    next: (facts) => `Nobody takes any away. ${adviceOf(facts)}`,
    ended: (facts) => `${textOf(facts, "name")} has stopped growing.`,
  },
});
