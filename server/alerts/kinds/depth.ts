import { z } from "zod";
import { plain } from "../../sources/source-kind.ts";
import { ruleKind, type Subject } from "../kind.ts";
import { numberText } from "../../text/numbers.ts";
import { whole } from "./params.ts";
import { adviceOf, awayOf, causeFacts, counted, countedText, isAllAway, sumOf, textOf } from "./read-facts.ts";

/** Many dead letters: those captured, and, where the rule counts all of a queue, those that still wait in its broker. */
export const depth = ruleKind({
  kind: "depth",
  label: "Many dead letters",
  description: "Fires when as many dead letters wait for a decision.",
  shape: {
    count: whole(100, "Dead letters from which it fires."),
    recover: plain(z.number().int().min(1).max(1_000_000_000).nullable())
      .default(null)
      .describe("It is over only below this number. `null`: below `count`."),
  },
  pers: ["queue", "group", "source", "all"],
  narrows: "eventTypes",
  fallback: { severity: "error", forSeconds: 60, keepSeconds: 300 },
  inhibitedBy: ["collector_blind"],
  condition: ({ count }) => `at least ${numberText(count)} dead ${count === 1 ? "letter" : "letters"}`,
  *judge({ params, facts: { breakers }, subjects, isNarrowed }) {
    const recover = Math.min(params.recover ?? params.count, params.count);
    for (const subject of subjects) {
      const dead = sumOf(subject.groups, (group) => group.dead);
      const n = dead + (isNarrowed || isGroup(subject) ? 0 : waiting(subject));
      yield* counted(
        subject,
        n,
        { from: params.count, recover, away: awayOf(subject) },
        { limit: params.count, ...causeFacts(subject, breakers), ...(dead === 0 && n > 0 ? { held: false } : {}) },
      );
    }
  },
  scale: {
    unit: "dead letters",
    param: () => "count",
    loose: (params) => ({ ...params, count: 1, recover: null }),
    limit: ({ count }) => count ?? 1,
  },
  words: {
    title: (facts) =>
      isAllAway(facts)
        ? `the dead letters of ${textOf(facts, "name")} are in a replay`
        : `${textOf(facts, "name")} has ${countedText(facts, "dead letter")}`,
    next: adviceOf,
    ended: (facts) => `${textOf(facts, "name")} has fewer dead letters than its limit again.`,
  },
});

const isGroup = ({ key }: Subject) => key.startsWith("group:");
/** A count of a broker that is not heard is no number. */
const waiting = ({ queues }: Subject) => sumOf(queues, ({ ready, blindSince }) => (blindSince ? 0 : (ready ?? 0)));
