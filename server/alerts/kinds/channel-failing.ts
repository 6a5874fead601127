import { ruleKind } from "../kind.ts";
import { whole } from "./params.ts";
import { textOf } from "./read-facts.ts";

/** Who is to be told is not: the other channels say so. */
export const channelFailing = ruleKind({
  kind: "channel_failing",
  label: "A channel fails",
  description: "Fires when a channel delivers nothing, so that whoever it tells is not told. The other channels are told.",
  shape: { minutes: whole(5, "Minutes without a delivery from which it fires. What somebody has to mend fires at once.") },
  pers: ["all"],
  narrows: "queues",
  fallback: { severity: "error", forSeconds: 0, keepSeconds: 0 },
  inhibitedBy: [],
  condition: ({ minutes }) => `a channel delivers nothing for ${minutes} min, or cannot until somebody mends it`,
  *judge({ params: { minutes }, facts: { now, channels } }) {
    for (const { name, failingSince, broken, answer } of channels) {
      const failing = Math.floor((now.getTime() - failingSince.getTime()) / 60_000);
      if (!broken && failing < minutes) continue;
      yield { key: channelKey(name), level: "over", value: null, facts: { name, broken, answer } };
    }
  },
  noPast: "Since when a channel fails is kept until it works again, and no longer.",
  words: {
    title: (facts) => `the channel ${textOf(facts, "name")} delivers nothing`,
    next: (facts) =>
      `${typeof facts["answer"] === "string" ? `It answers: ${facts["answer"]}. ` : ""}See Channels; "Test" there says whether it works again.`,
    ended: (facts) => `The channel ${textOf(facts, "name")} delivers again, or redrive.yaml does not have it any more.`,
  },
});

/** The subject of such an alert, of which the channel itself is not told. */
export function channelKey(name: string): string {
  return `channel:${name}`;
}
