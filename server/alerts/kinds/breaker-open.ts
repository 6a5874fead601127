import { numberText } from "../../text/numbers.ts";
import { type Level, ruleKind } from "../kind.ts";
import { minutesText, numberOf, textOf } from "./read-facts.ts";

/** Half-open may open again, and of what is unknown nothing ends. */
const levels = { open: "over", half_open: "between", unknown: "unknown", removed: "gone" } as const satisfies Record<string, Level>;

/** A downstream that fails: the cause of what dies for it, and of replays that wait. */
export const breakerOpen = ruleKind({
  kind: "breaker_open",
  label: "A breaker is open",
  description:
    "Fires when the circuit breaker of a downstream of redrive.yaml is open, or Redrive sees its messages fail where nothing reports.",
  shape: {},
  pers: ["all"],
  narrows: "queues",
  fallback: { severity: "error", forSeconds: 15, keepSeconds: 60 },
  inhibitedBy: [],
  condition: () => "the breaker of a downstream is open",
  *judge({ facts: { now, breakers } }) {
    for (const { name, state, since, own, held } of breakers) {
      if (state === "closed") continue;
      const level = levels[state];
      const minutes = since === null ? 0 : Math.floor((now.getTime() - since.getTime()) / 60_000);
      const facts = { name, own, held, minutes, ...(state === "removed" ? { removed: true } : {}) };
      yield { key: `downstream:${name}`, level, value: null, facts };
    }
  },
  noPast: "A preview does not read how breakers changed before. See Breakers for their past.",
  words: {
    title: (facts) =>
      facts["own"] === true
        ? `messages that need ${textOf(facts, "name")} keep failing`
        : `the breaker of ${textOf(facts, "name")} is open`,
    next: (facts) => {
      const held = numberOf(facts, "held");
      const waiting = held > 0 ? ` ${numberText(held)} replayed ${held === 1 ? "message waits" : "messages wait"}.` : "";
      return `Open for ${minutesText(facts, "minutes")}.${waiting} Replays go on by themselves once it has closed. See Breakers.`;
    },
    ended: (facts) => {
      if (facts["removed"] === true)
        return `${textOf(facts, "name")} is no longer in redrive.yaml. Redrive does not know whether its breaker is closed.`;
      return facts["own"] === true
        ? `Redrive no longer sees messages fail because of ${textOf(facts, "name")}.`
        : `The breaker of ${textOf(facts, "name")} is closed again.`;
    },
  },
});
