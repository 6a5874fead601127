import { ruleKind } from "../kind.ts";
import { amount } from "./params.ts";
import { adviceOf, causeFacts, countedText, momentText, textOf } from "./read-facts.ts";

/** Dead letters that nobody has taken care of: no assignee, no acknowledgement, and no decision about their group for hours. */
export const stalled = ruleKind({
  kind: "stalled",
  label: "Nobody takes care",
  description: "Fires when dead letters wait and nobody has taken care of their group.",
  shape: { hours: amount(4, "Hours that the oldest dead letter has waited since anybody did anything about the group.", [0.1, 8_760]) },
  pers: ["group"],
  narrows: "groups",
  fallback: { severity: "warning", forSeconds: 0, keepSeconds: 0 },
  inhibitedBy: ["collector_blind"],
  condition: ({ hours }) => `nobody has taken care for ${hours} h`,
  *judge({ params: { hours }, facts: { now, breakers }, subjects }) {
    for (const subject of subjects) {
      const [group] = subject.groups;
      if (!group?.oldestAt || group.dead === 0 || group.assignee || group.triage === "acknowledged") continue;
      // What died long ago and was captured just now has waited for nobody here.
      const since = Math.max(group.oldestAt.getTime(), group.triagedAt?.getTime() ?? 0, group.foundAt?.getTime() ?? 0);
      const minutes = Math.floor((now.getTime() - since) / 60_000);
      if (minutes < hours * 60) continue;
      const facts = {
        name: group.title,
        queue: subject.queues[0]?.name ?? null,
        n: group.dead,
        since: new Date(since).toISOString(),
        ...causeFacts(subject, breakers),
      };
      yield { key: subject.key, level: "over", value: group.dead, facts };
    }
  },
  noPast: "Who had a group at a past moment, and what of it was dead then, is not kept together.",
  words: {
    title: (facts) =>
      `${countedText(facts, "dead letter")} of ${textOf(facts, "name")} in ${textOf(facts, "queue")}, and nobody has taken care since ${momentText(facts, "since")}`,
    next: adviceOf,
    ended: (facts) => `Somebody takes care of ${textOf(facts, "name")}, or nothing of it is dead.`,
  },
});
