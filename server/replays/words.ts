import type { ReplayTarget } from "../db/schema/replays.ts";
import type { OutcomeCounts } from "./outcome-counts.ts";

/** A target in words, for pages, confirmations and the audit log. */
export function targetWords(target: ReplayTarget): string {
  switch (target.to) {
    case "failed_queue":
      return target.partition ? "the queue and partition that each came from" : "the queue that each failed in";
    case "origin":
      return "the exchange that each was published to";
    case "release":
      return "the dead-letter queue that each came from";
    case "queue":
      return target.partition === undefined ? target.queue : `${target.queue}, partition ${target.partition}`;
    case "exchange":
      return target.exchange || "the default exchange";
  }
}

/** How many the broker has taken. */
export function sentCount({ observing, presumedOk, confirmed, cameBack }: OutcomeCounts): number {
  return observing + presumedOk + confirmed + cameBack;
}

/** A length of time in round words. */
export function duration(seconds: number): string {
  if (seconds < 1) return "a second";
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}
