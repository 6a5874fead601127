import { ruleKind } from "../kind.ts";
import { textOf } from "./read-facts.ts";

/** A database or an endpoint of an application that does not answer, or tables that have changed: checks that rest on it are unknown. */
export const applicationAway = ruleKind({
  kind: "application_away",
  label: "An application's database is away",
  description:
    "Fires when the database of an application does not answer, refuses Redrive, or no longer has the tables that redrive.yaml names, or when its evidence endpoint does not answer, so that nothing is known of its events.",
  shape: {},
  pers: ["all"],
  narrows: "queues",
  fallback: { severity: "error", forSeconds: 120, keepSeconds: 60 },
  inhibitedBy: [],
  condition: () => "Redrive cannot read the database of an application, or its evidence endpoint does not answer",
  *judge({ facts: { applications } }) {
    for (const { name, isKnown, away, lacks, evidence } of applications) {
      const key = `application:${name}`;
      const reason = away ?? lacks;
      const silent = evidence?.why ?? null;
      const facts = { name, reason: reason ?? silent ?? "", evidence: false, answers: away === null };
      if (isKnown && reason !== null) yield { key, level: "over", value: null, facts };
      else if (silent !== null) yield { key, level: "over", value: null, facts: { ...facts, reason: silent, evidence: true } };
      else if (!isKnown || evidence?.isKnown === false) yield { key, level: "unknown", value: null, facts };
    }
  },
  ending: ({ told, facts: { applications } }) => {
    const application = applications.find(({ name }) => name === told["name"]);
    const isThere = told["evidence"] === true ? application?.evidence : application?.hasDatabase;
    return isThere ? null : { removed: true };
  },
  noPast: "When a database was away before is not kept.",
  words: {
    title: (facts) =>
      facts["evidence"] === true
        ? `the evidence endpoint of ${textOf(facts, "name")} does not answer`
        : `Redrive ${facts["answers"] === true ? "does not know all tables" : "cannot read the database"} of ${textOf(facts, "name")}`,
    next: (facts) =>
      `${textOf(facts, "reason")} Other applications are not affected. ${facts["evidence"] === true ? "Whether its events were processed is unknown." : "See Outbox."}`,
    ended: (facts) => {
      const what = facts["evidence"] === true ? "evidence endpoint" : "database";
      if (facts["removed"] === true)
        return `The ${what} of ${textOf(facts, "name")} is no longer in redrive.yaml. Redrive does not know whether it answers.`;
      return facts["evidence"] === true
        ? `The evidence endpoint of ${textOf(facts, "name")} answers again.`
        : `Redrive ${facts["answers"] === true ? "knows all tables" : "reads the database"} of ${textOf(facts, "name")} again.`;
    },
  },
});
