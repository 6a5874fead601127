import { numberText } from "../../text/numbers.ts";
import { ruleKind } from "../kind.ts";
import { whole } from "./params.ts";
import { outboxEnding, outboxRemoved } from "./outbox-ending.ts";
import { numberOf, textOf } from "./read-facts.ts";

/** Rows that a relay has given up: they do not leave by themselves. */
export const outboxFailed = ruleKind({
  kind: "outbox_failed",
  label: "Outbox rows failed",
  description: "Fires when rows of an application's outbox have failed for good, so that their events never leave by themselves.",
  shape: { count: whole(1, "Failed rows from which it fires.", [1, 10_000]) },
  pers: ["all"],
  narrows: "queues",
  fallback: { severity: "error", forSeconds: 0, keepSeconds: 60 },
  inhibitedBy: [],
  condition: ({ count }) => `at least ${numberText(count)} failed outbox ${count === 1 ? "row" : "rows"}`,
  *judge({ params, facts: { applications } }) {
    for (const { name, isKnown, away, isPartial, outboxes } of applications) {
      const worst = outboxes.toSorted((a, b) => (b.failed ?? -1) - (a.failed ?? -1))[0];
      const n = worst?.failed ?? 0;
      const isBlind = !isKnown || away !== null || isPartial || outboxes.some((one) => !one.isKnown || one.failedAtLeast);
      if (n < params.count && !isBlind) continue;
      yield {
        key: `application:${name}`,
        level: n >= params.count ? "over" : "unknown",
        value: worst?.failed ?? null,
        facts: { name, table: worst?.table ?? "", n },
      };
    }
  },
  ending: outboxEnding,
  noPast: "A preview does not read how outboxes were before: their rows are the application's own.",
  words: {
    title: (facts) => {
      const n = numberOf(facts, "n");
      return `${numberText(n)} ${n === 1 ? "row" : "rows"} of ${textOf(facts, "table")} of ${textOf(facts, "name")} failed`;
    },
    next: () => "Their events do not leave by themselves. See Outbox for the rows and their errors, then publish them.",
    ended: (facts) => outboxRemoved(facts) ?? `The outbox of ${textOf(facts, "name")} has fewer failed rows than its limit again.`,
  },
});
