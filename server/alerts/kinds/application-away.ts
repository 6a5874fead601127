import { ruleKind } from "../kind.ts";
import { textOf } from "./read-facts.ts";

/** A database of an application that does not answer, or has changed: checks that rest on it are unknown. */
export const applicationAway = ruleKind({
  kind: "application_away",
  label: "An application's database is away",
  description:
    "Fires when the database of an application does not answer, refuses Redrive, or no longer has the tables that redrive.yaml names, so that nothing is known of its events.",
  shape: {},
  pers: ["all"],
  narrows: "queues",
  fallback: { severity: "error", forSeconds: 120, keepSeconds: 60 },
  inhibitedBy: [],
  condition: () => "Redrive cannot read the database of an application",
  *judge({ facts: { applications } }) {
    for (const { name, isKnown, away } of applications) {
      const key = `application:${name}`;
      if (!isKnown) yield { key, level: "unknown", value: null, facts: { name, reason: "" } };
      else if (away !== null) yield { key, level: "over", value: null, facts: { name, reason: away } };
    }
  },
  noPast: "When a database was away before is not kept.",
  words: {
    title: (facts) =>
      `Redrive cannot read the database of ${textOf(facts, "name")}, so that it does not know which events were processed or published`,
    next: (facts) => `${textOf(facts, "reason")} Other applications are not affected. See Outbox.`,
    ended: (facts) => `The database of ${textOf(facts, "name")} answers again.`,
  },
});
