import { readDeaths } from "./deaths.ts";
import type { FailedMessage, Tries } from "./failure.ts";

/** So many tries were counted, by the counter that `name` says; null: it is not carried. */
export function countedTries(count: number | null, name: string): Tries | null {
  return count ? { count, source: `${name} ${count}` } : null;
}

/** The same by a counter of retries, that whoever gave up wrote: the first try is one more. */
export function retriedTries(retries: number | null, name: string): Tries | null {
  return retries === null ? null : { count: retries + 1, source: `${name} ${retries}` };
}

/**
 * The same by a counter of retries that travels with the message: one more only where the last delivery reached a consumer. What expired, was pushed out or
 * was returned too often may not have been tried again, or more often than the counter knows.
 */
export function carriedRetries(message: FailedMessage, retries: number | null, name: string): Tries | null {
  const [newest] = readDeaths(message);
  return newest && newest.reason !== "rejected" ? null : retriedTries(retries, name);
}
