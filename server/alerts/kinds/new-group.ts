import { ruleKind } from "../kind.ts";
import { amount } from "./params.ts";
import { adviceOf, causeFacts, countedText, isAllAway, textOf } from "./read-facts.ts";

/** A failure that was never seen before. It is new for some hours, or until somebody takes care of it. */
export const newGroup = ruleKind({
  kind: "new_group",
  label: "New failure",
  description: "Fires when messages die of a failure that was never seen before.",
  shape: { hours: amount(1, "Hours for which a group counts as new, unless somebody takes care of it before.", [0.1, 168]) },
  pers: ["group"],
  narrows: "eventTypes",
  fallback: { severity: "warning", forSeconds: 0, keepSeconds: 0 },
  inhibitedBy: [],
  condition: ({ hours }) => `a failure that was first seen less than ${hours} h ago`,
  *judge({ params, facts, subjects }) {
    for (const subject of subjects) {
      const [group] = subject.groups;
      if (!group?.foundAt || group.triage !== "open") continue;
      const isNew = group.dead > 0 && facts.now.getTime() - group.foundAt.getTime() < params.hours * 3_600_000;
      // What a replay holds may come back.
      if (!isNew && group.away === 0) continue;
      const queue = subject.queues[0]?.name ?? null;
      yield {
        key: subject.key,
        level: isNew ? "over" : "between",
        value: group.dead,
        facts: { name: group.title, n: group.dead, queue, ...causeFacts(subject, facts.breakers) },
      };
    }
  },
  words: {
    title: (facts) =>
      `new failure ${textOf(facts, "name")} ${isAllAway(facts) ? "in a replay" : `with ${countedText(facts, "dead letter")}`} ${isAllAway(facts) ? "from" : "in"} ${textOf(facts, "queue")}`,
    next: adviceOf,
    ended: (facts) =>
      `${textOf(facts, "name")} is no news any more: somebody takes care of it, nothing of it is dead, or its time is over.`,
  },
});
