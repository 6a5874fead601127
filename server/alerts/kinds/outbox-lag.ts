import { lastedText } from "../../text/lasted.ts";
import { numberText } from "../../text/numbers.ts";
import type { ApplicationFact, OutboxFact } from "../facts.ts";
import { type Level, ruleKind } from "../kind.ts";
import { whole } from "./params.ts";
import { outboxEnding, outboxRemoved } from "./outbox-ending.ts";
import { momentText, numberOf, textOf } from "./read-facts.ts";

/** Events that do not leave an outbox: their relay stands still, or is slower than they come. */
export const outboxLag = ruleKind({
  kind: "outbox_lag",
  label: "An outbox lags",
  description:
    "Fires when the oldest unpublished row of an application's outbox has waited too long, or when no connector reads an outbox that is published from the database's log.",
  shape: { seconds: whole(300, "Seconds for which the oldest unpublished row has waited.", [1, 1_000_000]) },
  pers: ["all"],
  narrows: "queues",
  fallback: { severity: "error", forSeconds: 30, keepSeconds: 60 },
  inhibitedBy: [],
  condition: ({ seconds }) => `an outbox row waits for ${lastedText(seconds * 1_000)}, or nothing publishes the outbox`,
  *judge({ params, facts: { now, applications } }) {
    for (const application of applications) {
      const worst = application.outboxes.toSorted((a, b) => weight(b) - weight(a))[0];
      const level = levelOf(application, worst, params.seconds * 1_000);
      if (level === null) continue;
      const {
        table = "",
        unpublished = 0,
        atLeast = false,
        lagMs = null,
        lagIsBound = false,
        isSilent = false,
        problem = null,
      } = worst ?? {};
      const seconds = lagMs === null ? 0 : Math.floor(lagMs / 1_000);
      const facts = {
        name: application.name,
        table,
        n: unpublished,
        atLeast,
        // Of two clocks: to the minute, so that a row is not written for each reading.
        since: lagMs === null ? null : new Date(Math.round((now.getTime() - lagMs) / 60_000) * 60_000).toISOString(),
        bound: lagIsBound,
        silent: isSilent,
        problem,
      };
      yield { key: `application:${application.name}`, level, value: lagMs === null ? null : seconds, facts };
    }
  },
  ending: outboxEnding,
  noPast: "A preview does not read how outboxes were before: their rows are the application's own.",
  words: {
    title: (facts) =>
      textOf(facts, "problem") !== ""
        ? `nothing publishes ${textOf(facts, "table")} of ${textOf(facts, "name")}`
        : `${facts["atLeast"] === true ? "at least " : ""}${numberText(numberOf(facts, "n"))} ${numberOf(facts, "n") === 1 ? "event waits" : "events wait"} in ${textOf(facts, "table")} of ${textOf(facts, "name")}`,
    next: (facts) => {
      const problem = textOf(facts, "problem");
      if (problem !== "") return `${problem} See Outbox.`;
      const silent =
        facts["silent"] === true ? " Nothing was published meanwhile: see whether the relay runs." : " See whether the relay keeps up.";
      const oldest =
        textOf(facts, "since") === ""
          ? ""
          : `The oldest has waited since ${momentText(facts, "since")}${facts["bound"] === true ? ", or longer" : ""}.`;
      return `${oldest}${silent} Consumers have not seen these events.`.trim();
    },
    ended: (facts) => outboxRemoved(facts) ?? `The outbox of ${textOf(facts, "name")} drains again.`,
  },
});

function weight({ problem, lagMs, lagIsBound, isSilent }: OutboxFact): number {
  if (problem !== null) return Number.POSITIVE_INFINITY;
  return lagIsBound && isSilent ? Number.MAX_VALUE : (lagMs ?? -1);
}

/** A number of a database that does not answer is none: nothing begins and nothing ends by it. */
function levelOf({ isKnown, away, isPartial, outboxes }: ApplicationFact, worst: OutboxFact | undefined, limitMs: number): Level | null {
  if (worst?.isKnown && isOver(worst, limitMs)) return "over";
  const isBlind = !isKnown || away !== null || isPartial || outboxes.some((one) => !one.isKnown || one.lagIsBound || isUndated(one));
  return isBlind ? "unknown" : null;
}

/** Of a silent relay whose oldest row is not known, the rows that are known may all be young while older ones wait. */
const isOver = ({ problem, lagMs, lagIsBound, isSilent }: OutboxFact, limitMs: number) =>
  problem !== null || (lagIsBound && isSilent) || (lagMs ?? -1) >= limitMs;

/** Rows wait, or may, and nobody knows since when. */
const isUndated = ({ lagMs, unpublished, atLeast }: OutboxFact) => lagMs === null && (unpublished > 0 || atLeast);
