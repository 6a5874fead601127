import { setTimeout as delay } from "node:timers/promises";
import { BrokerError } from "../port.ts";

/** A broker that restarts answers again within this time, as a rule. */
const lookMs = 60_000;
const againMs = 500;

/**
 * Whether a queue is gone after the connection to it was lost: its unsettled messages are delivered again by a queue that is still there, by no other. It asks
 * until the broker answers. What cannot be found out in time, or before the signal aborts, counts as gone: a copy too many is seen, and flagged as a
 * suspected duplicate; a lost message is not.
 */
export async function isGone(
  look: () => Promise<unknown>,
  { signal, closed }: { signal: AbortSignal; closed: () => boolean },
): Promise<boolean> {
  const until = performance.now() + lookMs;
  while (!closed()) {
    try {
      await look();
      return false;
    } catch (error) {
      if (error instanceof BrokerError && error.code === "missing") return true;
      const final = !(error instanceof BrokerError) || error.code === "denied" || error.code === "invalid";
      if (final || signal.aborted || performance.now() > until) return !closed();
    }
    await delay(againMs, undefined, { signal }).catch(() => {});
  }
  return false;
}
