import type { OutcomeCounts } from "./outcome-counts.ts";
import type { ReplayPlan } from "./plan.ts";
import type { ReplayState } from "./transitions.ts";
import type { Waits } from "./waits.ts";
import { duration, sentCount } from "./words.ts";
import { numberText } from "../text/numbers.ts";

const messages = (value: number) => `${numberText(value)} ${value === 1 ? "message" : "messages"}`;

/** The sentence over a plan. `nowhere`: targets that no queue would take a message from, when that is so for all of them. */
export function answerPlan(
  { sendable, skipped, atMost }: Pick<ReplayPlan, "sendable" | "skipped" | "atMost">,
  target: { readonly words: string; readonly release: boolean; readonly nowhere: readonly string[] },
): { readonly title: string; readonly sub: string } {
  const sub = "Nothing is sent until you start it. The selection is frozen when you do.";
  const act = target.release ? "released" : "replayed";
  const { nowhere } = target;
  const all = sendable + skipped;
  if (nowhere.length > 0)
    return { title: `Nobody would receive ${all === 1 ? "it" : "them"}: there is no queue behind ${nowhere.join(", ")}.`, sub };
  if (sendable === 0)
    return {
      title:
        skipped === 0
          ? "There is nothing to replay."
          : skipped === 1
            ? `It cannot be ${act}.`
            : `None of the ${messages(skipped)} can be ${act}.`,
      sub,
    };
  const of = skipped > 0 || atMost ? `${numberText(sendable)} of ${numberText(all)}` : messages(sendable);
  return { title: `${atMost ? "At most " : ""}${of} can be ${act} to ${target.words}.`, sub };
}

/** The sentence over a replay: what was sent, what came back, what needs somebody. */
export function answerReplay(
  { state, counts, waits }: { readonly state: ReplayState; readonly counts: OutcomeCounts; readonly waits: Waits | null },
  perSecond: number | null,
): string {
  return `${sentWords(counts)}.${waits ? ` Nothing can be sent at the moment: ${waits.for}` : tail(state, counts, perSecond)}`;
}

function sentWords(counts: OutcomeCounts): string {
  const sent = sentCount(counts);
  const { waiting, held, sending, failed, unknown, skipped, cancelled } = counts;
  const chosen = sent + waiting + held + sending + failed + unknown + skipped + cancelled;
  const parts = [`${numberText(sent)} of ${numberText(chosen)} confirmed`];
  if (counts.cameBack > 0) parts.push(`${numberText(counts.cameBack)} came back`);
  if (failed > 0) parts.push(`${numberText(failed)} not taken by the broker`);
  if (unknown > 0) parts.push(`${numberText(unknown)} unknown`);
  if (held > 0) parts.push(`${numberText(held)} held`);
  if (skipped > 0) parts.push(`${numberText(skipped)} skipped`);
  return parts.join(", ");
}

function tail(state: ReplayState, counts: OutcomeCounts, perSecond: number | null): string {
  const left = counts.waiting + counts.held + counts.sending;
  const watched = counts.observing > 0 ? ` ${numberText(counts.observing)} ${counts.observing === 1 ? "is" : "are"} still watched.` : "";
  const undecided = counts.unknown > 0 ? " The unknown ones wait for your decision." : "";
  switch (state) {
    case "running":
      return left > 0 && perSecond ? ` About ${duration(left / perSecond)} left.` : "";
    case "planned":
    case "awaiting_approval":
      return " Not started.";
    case "observing":
      return `${watched}${undecided}`;
    case "paused":
      return ` Paused with ${numberText(left)} to send.`;
    case "cancelled":
      return counts.cancelled > 0 ? ` Cancelled: ${numberText(counts.cancelled)} stay dead.` : " Cancelled.";
    case "completed":
      return undecided || watched;
  }
}

export interface ReplaysFacts {
  readonly running: number;
  readonly paused: number;
  /** That have sent everything and are still watched. */
  readonly observing: number;
  readonly total: number;
  readonly endedThisWeek: number;
  /** Replays with unknown items, newest first. */
  readonly undecided: readonly { readonly id: number; readonly n: number }[];
  /** Those that run or are paused, as far as they are shown. */
  readonly live: readonly { readonly id: number; readonly state: ReplayState; readonly counts: OutcomeCounts }[];
}

/** The sentences over the list of replays: what goes on now, and what waits for somebody. */
export function answerReplays({ running, paused, observing, total, endedThisWeek, undecided, live }: ReplaysFacts): {
  readonly title: string;
  readonly sub: string | null;
} {
  if (total === 0) return { title: "Nothing has been replayed yet.", sub: null };
  const decision = decisionWords(undecided);
  const ended = endedThisWeek > 0 ? `${numberText(endedThisWeek)} ended in the last 7 days.` : null;
  const sub = (...parts: (string | null)[]) => parts.filter(Boolean).join(" ") || null;
  const [only] = live;
  const watched =
    observing > 0 ? `${numberText(observing)} ${observing === 1 ? "replay is" : "replays are"} sent and still watched.` : null;
  if (running + paused === 0) return { title: decision ?? watched ?? "No replay is running.", sub: sub(decision && watched, ended) };
  if (running + paused === 1 && only) {
    return { title: `rpl-${only.id} is ${only.state}: ${sentWords(only.counts)}.`, sub: sub(watched, ended, decision) };
  }
  const parts = [
    running > 0 && `${numberText(running)} ${running === 1 ? "replay is" : "replays are"} running`,
    paused > 0 && `${numberText(paused)} ${paused === 1 ? "is" : "are"} paused`,
  ].filter(Boolean);
  return { title: `${parts.join(", ")}.`, sub: sub(watched, ended, decision) };
}

function decisionWords(undecided: ReplaysFacts["undecided"]): string | null {
  const [first, ...others] = undecided;
  if (!first) return null;
  const all = undecided.reduce((sum, { n: items }) => sum + items, 0);
  const where = others.length === 0 ? `rpl-${first.id}` : `${numberText(undecided.length)} replays`;
  return `${messages(all)} of ${where} ${all === 1 ? "needs" : "need"} your decision.`;
}
