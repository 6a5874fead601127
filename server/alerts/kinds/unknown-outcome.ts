import { ruleKind } from "../kind.ts";
import { whole } from "./params.ts";
import { counted, countedText, sumOf, textOf } from "./read-facts.ts";

/**
 * Messages that were sent, or were not: nobody can tell. Redrive sends none of them again by itself, so somebody has to decide. A broker that can tell, as Kafka can, is asked
 * first: it answers well within a minute, so nobody is told before that.
 */
export const unknownOutcome = ruleKind({
  kind: "unknown_outcome",
  label: "Outcome not known",
  description: "Fires when nobody knows whether replayed messages were sent.",
  shape: { count: whole(1, "Messages from which it fires.") },
  pers: ["queue", "source", "all"],
  narrows: "groups",
  fallback: { severity: "error", forSeconds: 60, keepSeconds: 0 },
  inhibitedBy: [],
  condition: ({ count }) => `at least ${count} ${count === 1 ? "message" : "messages"} whose outcome is not known`,
  *judge({ params: { count }, subjects }) {
    for (const subject of subjects) {
      const n = sumOf(subject.groups, ({ unknown }) => unknown);
      yield* counted({ ...subject, blindSince: null }, n, { from: count });
    }
  },
  noPast: "What was unknown at a past moment and has been decided since is kept by message, and not by queue.",
  words: {
    title: (facts) =>
      `nobody knows whether ${countedText(facts, "message")} of ${textOf(facts, "name")} ${facts["n"] === 1 ? "was" : "were"} sent`,
    next: () => "Look at the target, then decide for each on the page of its replay. Until then none is sent again.",
    ended: (facts) => `The outcome of all messages of ${textOf(facts, "name")} is known.`,
  },
});
