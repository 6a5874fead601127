import { ruleKind } from "../kind.ts";
import { lastedText } from "../../text/lasted.ts";
import { whole } from "./params.ts";
import { adviceOf, awayOf, causeFacts, countedText, momentText, sumOf, textOf } from "./read-facts.ts";

/** The oldest dead letter, captured or still in the broker, is this old. What a queue that is not read held may be taken from it since. */
export const oldestAge = ruleKind({
  kind: "oldest_age",
  label: "Old dead letters",
  description: "Fires when the oldest dead letter has waited too long.",
  shape: { minutes: whole(60, "Age of the oldest dead letter in minutes.", [1, 525_600]) },
  pers: ["queue", "group", "source", "all"],
  narrows: "groups",
  fallback: { severity: "warning", forSeconds: 0, keepSeconds: 0 },
  inhibitedBy: ["collector_blind"],
  condition: ({ minutes }) => `the oldest dead letter is ${lastedText(minutes * 60_000)} old`,
  *judge({ params, facts: { now, breakers }, subjects, isNarrowed }) {
    for (const subject of subjects) {
      const waiting =
        isNarrowed || subject.key.startsWith("group:")
          ? []
          : subject.queues.filter(({ blindSince }) => !blindSince).map(({ waitingSince }) => waitingSince);
      const since = [...subject.groups.map(({ oldestAt }) => oldestAt), ...waiting].flatMap((at) => (at ? [at.getTime()] : []));
      const oldest = since.length === 0 ? null : since.reduce((a, b) => Math.min(a, b));
      const minutes = oldest === null ? 0 : Math.floor((now.getTime() - oldest) / 60_000);
      const n = sumOf(subject.groups, ({ dead }) => dead);
      const isOver = minutes >= params.minutes;
      const atLeast = subject.blindSince !== null;
      const isAway = awayOf(subject) > 0;
      if (!isOver && !atLeast && !isAway) continue;
      const facts = {
        name: subject.name,
        n,
        atLeast,
        since: oldest === null ? null : new Date(oldest).toISOString(),
        ...causeFacts(subject, breakers),
        ...(n === 0 && oldest !== null ? { held: false } : {}),
      };
      yield { key: subject.key, level: isOver ? "over" : atLeast ? "unknown" : "between", value: minutes, facts };
    }
  },
  noPast: "How many were dead at a past moment is kept, and not how old the oldest of them was.",
  words: {
    title: (facts) =>
      `the oldest dead letter of ${textOf(facts, "name")} is ${textOf(facts, "since") === "" ? "in a replay" : `from ${momentText(facts, "since")}`}`,
    // A queue that is only counted has none here.
    next: (facts) =>
      `${facts["n"] === 0 ? "" : `${countedText(facts, "dead letter is", "dead letters are")} captured there. `}${adviceOf(facts)}`,
    ended: (facts) => `No dead letter of ${textOf(facts, "name")} is older than its limit.`,
  },
});
