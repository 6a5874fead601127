import type { OutcomeCounts } from "./outcome-counts.ts";
import type { ReplayPlan } from "./plan.ts";
import type { ReplayState } from "./transitions.ts";
import { duration, sentCount } from "./words.ts";

const n = (value: number) => value.toLocaleString("en");
const messages = (value: number) => `${n(value)} ${value === 1 ? "message" : "messages"}`;

/** The sentence over a plan. */
export function answerPlan({ sendable, skipped }: ReplayPlan, targetWords: string): { readonly title: string; readonly sub: string } {
  const sub = "Nothing is sent until you start it. The selection is frozen when you do.";
  if (sendable === 0)
    return { title: skipped === 0 ? "There is nothing to replay." : `None of the ${messages(skipped)} can be replayed.`, sub };
  const of = skipped > 0 ? `${n(sendable)} of ${n(sendable + skipped)}` : messages(sendable);
  return { title: `${of} can be replayed to ${targetWords}.`, sub };
}

/** The sentence over a run: what was sent, what came back, what needs somebody. */
export function answerRun(state: ReplayState, counts: OutcomeCounts, perSecond: number | null): string {
  const sent = sentCount(counts);
  const toSend = sent + counts.waiting + counts.sending + counts.failed + counts.unknown;
  const parts = [`${n(sent)} of ${n(toSend)} confirmed`];
  if (counts.cameBack > 0) parts.push(`${n(counts.cameBack)} came back`);
  if (counts.failed > 0) parts.push(`${n(counts.failed)} not taken by the broker`);
  if (counts.unknown > 0) parts.push(`${n(counts.unknown)} unknown`);
  return `${parts.join(", ")}.${tail(state, counts, perSecond)}`;
}

function tail(state: ReplayState, counts: OutcomeCounts, perSecond: number | null): string {
  const left = counts.waiting + counts.sending;
  switch (state) {
    case "running":
      return left > 0 && perSecond ? ` About ${duration(left / perSecond)} left.` : "";
    case "paused":
      return ` Paused with ${n(left)} to send.`;
    case "cancelled":
      return counts.cancelled > 0 ? ` Cancelled: ${n(counts.cancelled)} stay dead.` : " Cancelled.";
    case "completed":
      if (counts.unknown > 0) return " The unknown ones wait for your decision.";
      return counts.observing > 0 ? ` ${n(counts.observing)} are still watched.` : "";
  }
}

/** The sentence over the list of replays. */
export function answerReplays({
  running,
  paused,
  needsYou,
  total,
}: {
  readonly running: number;
  readonly paused: number;
  readonly needsYou: number;
  readonly total: number;
}): string {
  if (total === 0) return "Nothing has been replayed yet.";
  const parts = [
    running > 0 && `${n(running)} ${running === 1 ? "replay runs" : "replays run"}`,
    paused > 0 && `${n(paused)} ${paused === 1 ? "is" : "are"} paused`,
  ].filter(Boolean);
  const now = parts.length > 0 ? `${parts.join(", ")}.` : "No replay is running.";
  return needsYou > 0 ? `${now} ${messages(needsYou)} with an unknown outcome ${needsYou === 1 ? "waits" : "wait"} for a decision.` : now;
}
