import { ruleKind } from "../kind.ts";
import { adviceOf, causeFacts, countedText, isAllAway, textOf } from "./read-facts.ts";

/** A group that somebody has closed, and that died again since. A death before the closing that was captured later is none. */
export const regression = ruleKind({
  kind: "regression",
  label: "Closed failure is back",
  description: "Fires when messages die of a failure whose group somebody had closed.",
  shape: {},
  pers: ["group"],
  narrows: "groups",
  fallback: { severity: "error", forSeconds: 0, keepSeconds: 0 },
  inhibitedBy: [],
  condition: () => "a failure whose group was closed",
  *judge({ facts: { breakers }, subjects }) {
    for (const subject of subjects) {
      const [group] = subject.groups;
      if (group?.triage !== "closed" || !group.triagedAt || group.lastSeenAt <= group.triagedAt) continue;
      const facts = { name: group.title, n: group.dead, queue: subject.queues[0]?.name ?? null, closedAt: group.triagedAt.toISOString() };
      const isAway = group.dead + group.unknown === 0 && group.away > 0;
      yield {
        key: subject.key,
        level: isAway ? "between" : "over",
        value: group.dead,
        facts: { ...facts, ...causeFacts(subject, breakers) },
      };
    }
  },
  words: {
    title: (facts) =>
      `${textOf(facts, "name")} in ${textOf(facts, "queue")} came back after it was closed${isAllAway(facts) ? "; a replay has its messages" : `, with ${countedText(facts, "dead letter")}`}`,
    next: adviceOf,
    ended: (facts) => `Somebody has looked at ${textOf(facts, "name")} since it came back.`,
  },
});
