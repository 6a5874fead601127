import { numberText } from "../../text/numbers.ts";
import { ruleKind } from "../kind.ts";
import { whole } from "./params.ts";
import { countedText, momentText, numberOf, textOf } from "./read-facts.ts";

/** Keys whose messages wait for an earlier number that is dead or missing. */
export const sequenceGap = ruleKind({
  kind: "sequence_gap",
  label: "Keys wait for an earlier event",
  description: "Fires when messages of a key wait for an earlier number that is dead, or that nobody has seen.",
  shape: {
    keys: whole(1, "Keys from which it fires."),
    minutes: whole(5, "Minutes for which the first of them has waited.", [0, 525_600]),
  },
  pers: ["queue", "source", "all"],
  narrows: "queues",
  fallback: { severity: "warning", forSeconds: 0, keepSeconds: 60 },
  inhibitedBy: ["collector_blind"],
  condition: ({ keys, minutes }) =>
    `at least ${keys} ${keys === 1 ? "key waits" : "keys wait"} for an earlier event, the first for ${minutes} min`,
  *judge({ params, facts: { now, sequences }, subjects }) {
    for (const subject of subjects) {
      const own = subject.queues.flatMap(({ id }) => sequences.get(id) ?? []);
      const keys = own.reduce((sum, one) => sum + one.keys, 0);
      if (keys === 0) continue;
      const since = Math.min(...own.map((one) => one.since.getTime()));
      const minutes = Math.floor((now.getTime() - since) / 60_000);
      const messages = own.reduce((sum, one) => sum + one.messages, 0);
      const facts = { name: subject.name, keys, messages, since: new Date(since).toISOString() };
      if (keys >= params.keys && minutes >= params.minutes) yield { key: subject.key, level: "over", value: keys, facts };
    }
  },
  noPast: "Redrive keeps which keys wait now, and not which waited before.",
  words: {
    title: (facts) =>
      `${countedText({ ...facts, n: numberOf(facts, "keys") }, "key", "keys")} of ${textOf(facts, "name")} ${numberOf(facts, "keys") === 1 ? "waits" : "wait"} for an earlier event`,
    next: (facts) => {
      const n = numberOf(facts, "messages");
      return `${numberText(n)} ${n === 1 ? "message waits" : "messages wait"} behind, the first since ${momentText(facts, "since")}. See Sequences for the number that each waits for.`;
    },
    ended: (facts) => `No key of ${textOf(facts, "name")} waits for an earlier event any more.`,
  },
});
