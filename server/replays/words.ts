import { checkWords } from "../checks/words.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import type { Json, Reason } from "../messages/reason.ts";
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
      return target.part === undefined ? target.queue : `${target.queue}, partition ${target.part}`;
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

type Facts = { readonly [name: string]: Json };

const reasons: Readonly<Record<string, (facts: Facts) => string>> = {
  worker_lost: () => "The worker stopped between sending and noting the outcome. It was sent or not: nobody can tell.",
  outcome_lost: () => "It was sent or not: what the broker said could not be written down.",
  found_sent: () => "The broker has it after all.",
  found_unsent: () => "The broker says that it never arrived: the message is dead again.",
  found_unsent_again: () => "The broker says that it never arrived: it is sent again.",
  failures_in_row: ({ n, last }) => `The last ${n} were not sent: ${last ? reasonWords(last as unknown as Reason) : "no reason given"}`,
  not_sent: ({ seconds, cause }) =>
    `Nothing could be sent for ${duration(Number(seconds))}: ${String(cause)} Mend that, then resume: what was not sent still waits.`,
  decided: ({ by, sent, reason }) => `${by} says that it was ${sent ? "sent" : "not sent"}: ${reason}`,
};

/** Why an item, a message or a replay is in its state. What a broker or a person wrote is shown as it is. */
export function reasonWords({ code, data }: Reason): string {
  const facts: Facts = typeof data === "object" && data !== null && !Array.isArray(data) ? (data as Facts) : {};
  if (typeof facts["text"] === "string") return facts["text"];
  return checkWords(code, data) ?? reasons[code]?.(facts) ?? code;
}
