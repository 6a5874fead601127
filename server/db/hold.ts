import { setTimeout as delay } from "node:timers/promises";
import { isLostRace, isOutage } from "./outage.ts";

export interface Patience {
  readonly signal: AbortSignal;
  /** Called when the database cannot take the work (since when, and the error of it), and with null when it can again. */
  readonly onOutage?: (since: Date | null, error?: unknown) => void;
}

const longestMs = 5_000;

/**
 * Does `work` and does it again for as long as the database cannot take it, so that a held batch is neither lost nor returned to the
 * broker, where each return counts. Rejects with any other error, or when the signal aborts.
 */
export async function holdThroughOutage<T>(work: () => Promise<T>, { signal, onOutage }: Patience): Promise<T> {
  let since: Date | null = null;
  for (let tries = 0; ; tries++) {
    signal.throwIfAborted();
    try {
      const result = await work();
      if (since) onOutage?.(null);
      return result;
    } catch (error) {
      const outage = isOutage(error);
      if (!outage && !isLostRace(error)) throw error;
      if (outage && !since) {
        since = new Date();
        onOutage?.(since, error);
      }
      await delay(Math.min(longestMs, 50 * 2 ** Math.min(tries, 10)) * (0.5 + Math.random() / 2), undefined, { signal });
    }
  }
}
