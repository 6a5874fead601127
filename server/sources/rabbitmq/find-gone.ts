import { setTimeout as delay } from "node:timers/promises";
import { BrokerError } from "../port.ts";

/** A broker that restarts answers again within this time, as a rule. */
const lookMs = 60_000;
/** A broker gives back what a lost connection held within this time, as a rule. */
const returnMs = 5_000;
const againMs = 500;

/** Which of the messages that a lost connection held are not delivered again. */
export type Gone = "all" | "transient" | "none";

/** What a queue holds now, and whether it keeps transient messages through a restart of the broker. */
export interface Standing {
  /** Delivered to consumers or not. */
  readonly count: number;
  readonly keepsTransient: boolean;
}

/**
 * Which of `held` messages are gone after the connection was lost: a queue that is still there delivers them again. A queue that is not there does not, nor
 * does one that holds fewer messages than were held: it was recreated. A restart of the broker loses transient messages. It asks until the broker
 * answers. What cannot be found out in time, or before the signal aborts, counts as gone: a copy too many is seen, and flagged as a suspected
 * duplicate; a lost message is not.
 */
export async function findGone(
  look: () => Promise<Standing>,
  { held, signal, closed }: { held: number; signal: AbortSignal; closed: () => boolean },
): Promise<Gone> {
  const until = performance.now() + lookMs;
  let returned = Number.POSITIVE_INFINITY;
  while (!closed()) {
    try {
      const { count, keepsTransient } = await look();
      if (count >= held) return keepsTransient ? "none" : "transient";
      returned = Math.min(returned, performance.now() + returnMs);
      if (signal.aborted || performance.now() > returned) return "all";
    } catch (error) {
      const final = !(error instanceof BrokerError) || ["missing", "denied", "invalid"].includes(error.code);
      if (final || signal.aborted || performance.now() > until) return closed() ? "none" : "all";
    }
    await delay(againMs, undefined, { signal }).catch(() => {});
  }
  return "none";
}
