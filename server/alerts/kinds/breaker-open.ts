import { type Level, ruleKind, toldPlaces } from "../kind.ts";
import { isMuted } from "../match.ts";
import { momentText, textOf } from "./read-facts.ts";

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
  *judge({ facts: { now, queues, groups, breakers } }) {
    const names = new Map(queues.map((queue) => [queue.id, `${queue.source}/${queue.name}`]));
    for (const { name, state, since, own, held } of breakers) {
      if (state === "closed") continue;
      const waiting = groups.filter((group) => group.downstream === name && group.dead > 0 && !isMuted(group, now));
      const places = [...new Set(waiting.flatMap(({ queueId }) => names.get(queueId) ?? []))].toSorted();
      // No counts: they change all the time, and a message that was sent would go on to say the first ones.
      const facts = {
        name,
        own,
        holds: held > 0,
        since: since?.toISOString() ?? null,
        where: placesText(places),
        [toldPlaces]: places.join("\n"),
        ...(state === "half_open" ? { halfOpen: true } : {}),
        ...(state === "removed" ? { removed: true } : {}),
      };
      yield { key: `downstream:${name}`, level: levels[state], value: null, facts };
    }
  },
  words: {
    title: (facts) =>
      facts["own"] === true
        ? `messages that need ${textOf(facts, "name")} keep failing`
        : `the breaker of ${textOf(facts, "name")} is ${facts["halfOpen"] === true ? "half-open" : "open"}`,
    next: (facts) => {
      const where = textOf(facts, "where");
      const dead = where === "" ? "" : ` Dead letters need it, in ${where}.`;
      const waiting = facts["holds"] === true ? " Replayed messages wait for it." : "";
      const began = facts["halfOpen"] === true ? "Half-open" : facts["own"] === true ? "Seen" : "Open";
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
  const parts = places.length > mostNamed ? [...places.slice(0, mostNamed), `${places.length - mostNamed} more`] : places;
  return [parts.slice(0, -1).join(", "), ...parts.slice(-1)].filter((part) => part !== "").join(" and ");
}
