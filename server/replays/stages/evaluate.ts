import type { Reason } from "../../messages/reason.ts";
import type { Policy } from "../policy.ts";
import type { ReplayState } from "../transitions.ts";

/** What is known of a replay at one moment. */
export interface Window {
  readonly state: ReplayState;
  /** Since it could not send: seconds, and why. null: the last try was sent. */
  readonly waits: { readonly seconds: number; readonly cause: string } | null;
  /** Something is frozen, waits, is held or is on its way to the broker. */
  readonly unsent: boolean;
  /** Something that was sent may still come back. Unknown items are not watched: they wait for a person. */
  readonly watched: boolean;
  /**
   * Why the newest items of those that the broker did not take failed, newest first; never more than the policy's `failuresInRow`. Empty unless
   * somebody has just seen a failure, so that a replay which a person resumed is not paused again before it has tried.
   */
  readonly failures: readonly (Reason | null)[];
  /** The broker took an item after the oldest of these failures. */
  readonly takenSince: boolean;
}

export type Signal = { readonly do: "pause"; readonly reason: Reason } | { readonly do: "observe" } | { readonly do: "complete" };

/** What should become of a replay now; null: it goes on as it is. */
export function evaluate({ state, unsent, waits, watched, failures, takenSince }: Window, { stop }: Policy): Signal | null {
  if (state === "running" && waits && waits.seconds >= stop.notSentSeconds)
    return { do: "pause", reason: { code: "not_sent", data: { seconds: Math.round(waits.seconds), cause: waits.cause } } };
  if (state === "running" && failures.length >= stop.failuresInRow && !takenSince)
    return { do: "pause", reason: { code: "failures_in_row", data: { n: failures.length, last: asData(failures[0]) } } };
  if ((state !== "running" && state !== "observing") || unsent) return null;
  if (!watched) return { do: "complete" };
  return state === "running" ? { do: "observe" } : null;
}

function asData(reason: Reason | null | undefined) {
  return reason ? { code: reason.code, data: reason.data } : null;
}
