import type { ReceivingPlace } from "../../db/schema/replays.ts";
import type { Reason } from "../../messages/reason.ts";
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
  /** Items since a person last resumed it: that the broker took, that came back, and that it did not take. While messages wait for a downstream, those that
   * need it and came back are left out: they tell that it still fails, which is why the rest waits. So are those of a canary that were tried at one. */
  readonly taken: number;
  readonly cameBack: number;
  readonly untaken: number;
  /** Items that came back since then and were left out. */
  readonly excused: number;
  /** A person was told that what waits does not get fewer, and resumed it. */
  readonly backlogAccepted: boolean;
  /** Of those that came back, which have another failure than they had, with the newest failure's title. */
  readonly newFailures: number;
  readonly newFailure: string | null;
  /** A downstream that has closed, and from which what was let go first came back all the same: `n` of `of` that tell. null: none. */
  readonly trialsBack: { readonly downstream: string; readonly n: number; readonly of: number } | null;
  /** Messages a second at most; null: no limit. */
  readonly cap: number | null;
  /** null: nobody has looked just now. */
  readonly receivers: Receivers | null;
  /** The stage that it is in; null: a replay that began before there were stages. */
  readonly stage: Stage | null;
}

export interface Canary {
  readonly kind: "canary";
  readonly state: "sending" | "observing";
  /** Of the canary, as above. */
  readonly unsent: boolean;
  readonly watched: boolean;
  /** Dead-letter queues that were not read to the end of the window of an item of it: that it does not come back proves nothing. By name. */
  readonly unread: readonly string[];
  /** Items that were watched to the end of the window and did not come back. */
  readonly proven: number;
  /** Of these, those that nothing but their silence proves: no application says that it processed them. */
  readonly silent: number;
  /** Items that may have been sent: they wait for a person, or for the broker to tell. */
  readonly unknown: number;
  /** Its targets when its watch began; empty: not known. */
  readonly before: readonly ReceivingPlace[];
  /** Items of it; 0: nothing was fit to be a canary. */
  readonly items: number;
  /** Items that are held, but not for a downstream, with the reason of the first. null: none. */
  readonly held: { readonly n: number; readonly reason: Reason } | null;
  /** Downstreams that what was sent of it needs, and that are not stable now. */
  readonly unstable: readonly string[];
  /** Those that were seen not to be stable since it was sent; `triedBack`: its items that need one of these and came back, which tells nothing of the replay. */
  readonly tried: readonly string[];
  readonly triedBack: number;
  /** Since its watch counts: it began, it was sent, a person resumed it, or its targets were last seen without a consumer, whichever is the latest. */
  readonly seconds: number;
  /** Since the last of it was sent, whether anybody consumes it or not. 0: nothing was. */
  readonly sentSeconds: number;
}

export interface Ramp {
  readonly kind: "ramp";
  readonly state: "sending" | "observing";
  readonly rate: number;
  /** Since it goes at this rate. */
  readonly seconds: number;
  /** The broker has taken an item since then. */
  readonly isTaken: boolean;
}

export type Stage = Canary | Ramp | { readonly kind: "full"; readonly state: "sending" | "observing" };

/** Who takes what the replay sends, as its brokers tell. */
export interface Receivers {
  /** Each is judged by itself: one that is consumed says nothing of another. */
  readonly places: readonly ReceivingPlace[];
  /** Seconds since the oldest of their backlogs was counted. */
  readonly age: number;
  /** Why a broker that can tell could not be asked just now, in words; null: all told what they can. */
  readonly failed: string | null;
}
