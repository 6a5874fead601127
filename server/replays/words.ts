import type { ReplayTarget } from "../db/schema/replays.ts";

/** A target in words, for pages, confirmations and the audit log. */
export function targetWords(target: ReplayTarget): string {
  switch (target.to) {
    case "failed_queue":
      return "the queue that each failed in";
    case "origin":
      return "the exchange that each was published to";
    case "release":
      return "its own dead-letter queue";
    case "queue":
      return target.queue;
    case "exchange":
      return target.exchange || "the default exchange";
  }
}
