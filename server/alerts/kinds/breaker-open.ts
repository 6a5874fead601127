import { numberText } from "../../text/numbers.ts";
import { type Level, ruleKind } from "../kind.ts";
import { countedText, momentText, numberOf, sumOf, textOf } from "./read-facts.ts";

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
  condition: () => "the breaker of a downstream is open, or messages keep failing because of it",
  *judge({ facts: { queues, groups, breakers } }) {
    const names = new Map(queues.map((queue) => [queue.id, `${queue.source}/${queue.name}`]));
    for (const { name, state, since, own, held } of breakers) {
      if (state === "closed") continue;
      const level = levels[state];
      const waiting = groups.filter(({ downstream, dead }) => downstream === name && dead > 0);
      const facts = {
        name,
        own,
        held,
        since: since?.toISOString() ?? null,
        n: sumOf(waiting, ({ dead }) => dead),
        where: placesText(waiting.flatMap(({ queueId }) => names.get(queueId) ?? [])),
        ...(state === "removed" ? { removed: true } : {}),
      };
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
      const dead =
        numberOf(facts, "n") > 0
          ? ` ${countedText(facts, "dead letter needs", "dead letters need")} it, in ${textOf(facts, "where")}.`
          : "";
      const waiting = held > 0 ? ` ${numberText(held)} replayed ${held === 1 ? "message waits" : "messages wait"} for it.` : "";
      const began = facts["own"] === true ? "Seen" : "Open";
      return `${began} since ${momentText(facts, "since")}.${dead}${waiting} Replays go on by themselves once it has closed. See Breakers.`;
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

const mostNamed = 3;

/** "shop/mail.dlq, shop/orders.dlq and 2 more" */
function placesText(places: readonly string[]): string {
  const all = [...new Set(places)].toSorted();
  const parts = all.length > mostNamed ? [...all.slice(0, mostNamed), `${all.length - mostNamed} more`] : all;
  return [parts.slice(0, -1).join(", "), ...parts.slice(-1)].filter((part) => part !== "").join(" and ");
}
