import type { Answer } from "../queues/output.ts";
import { answerNothing, runningText, waitText } from "../groups/answer.ts";
import { causesOf, sentence } from "../groups/cause.ts";
import type { CauseFacts } from "../groups/read-causes.ts";
import type { RunningReplays } from "../groups/read-running.ts";
import { blindnessOf, countText, type Sight } from "../queues/sight.ts";
import { lastedText } from "../text/lasted.ts";

export interface OverviewFacts {
  readonly sight: Sight;
  readonly causes: CauseFacts;
  readonly running: RunningReplays;
  /** Of what is still in the brokers, what would be lost first; null: nothing, or nothing is known. */
  readonly expiring: { readonly queue: string; readonly at: Date } | null;
  readonly failedImports: number;
}

/** A cause below this part of the last hour is not worth a place in the sentence. */
const worthNaming = 0.1;
const soon = 24 * 3_600_000;

/** The sentence over everything: what is failing now, how much is dead and what can be done with it. */
export function answerOverview(facts: OverviewFacts): Answer {
  const { poison, transient, unknown } = facts.causes.dead;
  const dead = poison + transient + unknown;
  const extras = [expiryText(facts), runningText(facts.running), importsText(facts.failedImports)].filter((part) => part !== null);
  if (dead === 0) return { title: answerNothing(facts.sight), sub: extras.join(" ") || "New dead letters appear here as they arrive." };
  const blind = blindnessOf(facts.sight)?.total === true;
  const opening = `${countText(dead, "message")} ${blind ? (dead === 1 ? "was" : "were") : dead === 1 ? "is" : "are"} dead${blind ? " when last read" : ""}.`;
  return { title: titleOf(facts.causes, facts.sight.now), sub: [opening, ...waitText(facts.causes), ...extras].join(" ") };
}

function titleOf({ groups, hour }: CauseFacts, now: Date): string {
  const all = causesOf(groups, now);
  const live = all.filter((cause) => cause.hour > 0);
  if (live.length === 0) {
    const [first] = all;
    if (!first) return "What is dead is muted or closed.";
    return hour === 0 && all.length === 1
      ? `Quiet for an hour. Before that, ${sentence([first.dated])}`
      : "Nothing new is known to have failed in the last hour.";
  }
  const named = live.slice(0, 2).filter((cause, index) => index === 0 || cause.hour / hour >= worthNaming);
  const others = live.length - named.length;
  const rest = others > 0 ? [`there ${others === 1 ? "is" : "are"} ${countText(others, "other cause")}`] : [];
  return sentence([...named.map(({ dated }) => dated), ...rest]);
}

function expiryText({ expiring, sight }: OverviewFacts): string | null {
  if (!expiring) return null;
  const left = expiring.at.getTime() - sight.now.getTime();
  if (left > soon) return null;
  return left <= 0
    ? `Messages in ${expiring.queue} are expiring now.`
    : `Messages in ${expiring.queue} begin to expire in ${lastedText(left)}.`;
}

function importsText(failed: number): string | null {
  return failed > 0 ? `${countText(failed, "import")} failed and ${failed === 1 ? "waits" : "wait"} in Settings.` : null;
}
