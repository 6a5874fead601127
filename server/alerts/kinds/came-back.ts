import { numberText } from "../../text/numbers.ts";
import { type ReadingFacts, ruleKind } from "../kind.ts";
import { amount, whole } from "./params.ts";
import { numberOf, textOf } from "./read-facts.ts";

/** Codes of pauses whose cause is what came back: the alert says how much. */
const byComebacks: readonly string[] = ["came_back", "canary_came_back", "new_failures"];

/** Why a replay paused itself, by the code of its pause. What a broker wrote is on its page only. */
const causes: Readonly<Record<string, string>> = {
  failures_in_row: "The broker did not take the last messages.",
  not_sent: "Nothing could be sent for too long.",
  untaken: "The broker did not take too many messages.",
  consumers_gone: "Nobody consumes its target any more.",
  consumers_fell: "Most consumers of its target are gone.",
  trials_came_back: "What was let go to a downstream that has closed came back.",
  canary_untaken: "The broker did not take a message of its canary.",
  canary_unknown: "Nobody knows whether all of its canary was sent.",
  canary_unproven: "No message of its canary could be watched to its end.",
  canary_unconsumed: "Nobody consumes its canary.",
  canary_unread: "The dead-letter queue of its canary is not read.",
  canary_backlog: "Its canary waits behind other messages.",
  canary_held: "A message of its canary is held.",
  canary_unasked: "The broker could not be asked who consumes its canary.",
  restored: "The database was restored, copied or moved.",
};

/** A replay whose messages die again, or that stopped for another cause: what it was to mend is not mended. */
export const cameBack = ruleKind({
  kind: "came_back",
  label: "Replayed messages come back",
  description: "Fires when too many messages of a replay die again, or a replay has paused itself for any reason.",
  shape: {
    percent: amount(20, "Share of the sent messages that came back, in percent.", [0.1, 100]),
    count: whole(3, "So many came back at least."),
  },
  pers: ["replay"],
  narrows: "queues",
  fallback: { severity: "error", forSeconds: 0, keepSeconds: 0 },
  inhibitedBy: [],
  condition: ({ percent, count }) =>
    `at least ${numberText(count)} ${count === 1 ? "message" : "messages"} and ${percent} % of a replay came back, or it has paused itself`,
  *judge({ params: { percent, count }, facts: { replays }, subjects }) {
    const seen = new Set(subjects.map(({ key }) => key));
    for (const { id, sent, cameBack: n, running, stopped } of replays) {
      const share = sent > 0 ? (100 * n) / sent : 0;
      if (!seen.has(`replay:${id}`) || (!stopped && (n < count || share < percent))) continue;
      const facts = { name: `replay ${id}`, n, sent, share: Math.floor(share), running, ...(stopped !== null && { stopped }) };
      yield { key: `replay:${id}`, level: "over", value: n, facts };
    }
  },
  words: {
    title: (facts) =>
      isOtherCause(facts)
        ? `${textOf(facts, "name")} has paused itself`
        : `${numberText(numberOf(facts, "n"))} of ${numberText(numberOf(facts, "sent"))} messages of ${textOf(facts, "name")} came back`,
    next: (facts) => {
      if (isOtherCause(facts)) return `${causes[textOf(facts, "stopped")] ?? ""} Look at its page, then resume or cancel it.`.trim();
      if (isStopped(facts)) return "It has paused itself. Look at the messages that came back, then resume or cancel it.";
      if (facts["running"] === true) return "Pause it unless you know why: the cause is not gone.";
      return "The cause is not gone. Do not replay the rest yet.";
    },
    ended: (facts) => {
      const name = textOf(facts, "name");
      return `${name.charAt(0).toUpperCase()}${name.slice(1)} ${isStopped(facts) ? "was resumed or cancelled" : "is over"}.`;
    },
  },
});

/** `true`: an alert from before the code was kept. */
function isStopped({ stopped = null }: ReadingFacts): boolean {
  return stopped === true || typeof stopped === "string";
}

function isOtherCause({ stopped = null }: ReadingFacts): boolean {
  return typeof stopped === "string" && !byComebacks.includes(stopped);
}
