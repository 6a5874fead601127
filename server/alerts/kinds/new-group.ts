import type { GroupFact } from "../facts.ts";
import { type Level, ruleKind } from "../kind.ts";
import { amount } from "./params.ts";
import { lastedText } from "../../text/lasted.ts";
import { adviceOf, causeFacts, countedText, isAllAway, numberOf, textOf } from "./read-facts.ts";

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
      const level = levelOf(group, (facts.now.getTime() - group.foundAt.getTime()) / 3_600_000, params.hours);
      if (!level) continue;
      const queue = subject.queues[0]?.name ?? null;
      yield {
        key: subject.key,
        level,
        value: group.dead,
        facts: {
          name: group.title,
          n: group.dead,
          queue,
          ...causeFacts(subject, facts.breakers),
        },
      };
    }
  },
  ending: ({ params: { hours }, subject }) => {
    const group = subject?.groups[0];
    return group && group.triage === "open" && group.dead > 0 ? { hours, n: group.dead } : null;
  },
  words: {
    title: (facts) =>
      `new failure ${textOf(facts, "name")} ${isAllAway(facts) ? "in a replay" : `with ${countedText(facts, "dead letter")}`} ${isAllAway(facts) ? "from" : "in"} ${textOf(facts, "queue")}`,
    next: adviceOf,
    ended: (facts) =>
      facts["hours"] === undefined
        ? `Somebody takes care of ${textOf(facts, "name")}, or nothing of it is dead any more.`
        : `${textOf(facts, "name")} is no longer new: it was found at least ${lastedText(numberOf(facts, "hours") * 3_600_000)} ago. ${countedText(facts, "dead letter")} of it still ${facts["n"] === 1 ? "waits" : "wait"}.`,
  },
});

/** What a replay holds may come back. */
function levelOf({ dead, away }: GroupFact, hours: number, newHours: number): Level | null {
  if (dead > 0 && hours < newHours) return "over";
  return away > 0 ? "between" : null;
}
