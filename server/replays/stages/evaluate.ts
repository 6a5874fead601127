import type { ReceivingPlace } from "../../db/schema/replays.ts";
import type { Json, Reason } from "../../messages/reason.ts";
import type { Policy } from "../policy.ts";
import { nextRate } from "./choose.ts";
import { whyPause } from "./why-pause.ts";
import { backlogOf, isStanding, namesOf } from "./receiving.ts";
import type { Canary, Ramp, Receivers, Window } from "./window.ts";

export type Signal =
  | { readonly do: "pause"; readonly reason: Reason }
  /** What comes back of its canary tells of these downstreams, and nothing of the replay. */
  | { readonly do: "try"; readonly downstreams: readonly string[] }
  /** Those are stable, and the canary came back from one: another is chosen. */
  | { readonly do: "renew" }
  /** The canary is sent, and is watched from now on. */
  | { readonly do: "watch" }
  /** The stage is passed, and the next begins. */
  | { readonly do: "next" }
  | { readonly do: "step"; readonly rate: number }
  | { readonly do: "observe" }
  | { readonly do: "complete" };

/** What should become of a replay now; null: it goes on as it is. */
export function evaluate(window: Window, policy: Policy): Signal | null {
  const { state, unsent, watched } = window;
  if (state === "running") {
    const reason = whyPause(window, policy);
    if (reason) return { do: "pause", reason };
    const signal = stageSignal(window, policy);
    if (signal) return signal;
  }
  if ((state !== "running" && state !== "observing") || unsent) return null;
  if (!watched) return { do: "complete" };
  return state === "running" ? { do: "observe" } : null;
}

function stageSignal(window: Window, policy: Policy): Signal | null {
  const { stage, unsent } = window;
  if (!stage || !unsent) return null;
  if (stage.kind === "canary") return canarySignal(stage, window, policy);
  return stage.kind === "ramp" ? rampSignal(stage, window, policy) : null;
}

/** null: it waits, for the canary to be sent, for the end of its watch, for a downstream, or for the word of its brokers. */
function canarySignal(stage: Canary, { receivers, backlogAccepted }: Window, { observeSeconds }: Policy): Signal | null {
  if (stage.items === 0) return pause("canary_unproven", null);
  const tooLong = stage.seconds >= 2 * observeSeconds;
  // Also while the rest of it is held: nobody may look again before that downstream is stable.
  const tried = new Set([...stage.tried, ...stage.unstable]);
  if (tried.size > stage.tried.length) return { do: "try", downstreams: [...tried] };
  if (stage.unsent) return stage.held && tooLong ? pause("canary_held", heldData(stage.held)) : null;
  // Choosing another judges messages and may find none that can be sent. So it rests between tries: for as long as brokers are not asked.
  if (receivers === null) return null;
  if (stage.triedBack > 0) return stage.unstable.length === 0 ? { do: "renew" } : null;
  return sentSignal(stage, receivers, { backlogAccepted, observeSeconds, tooLong });
}

/** The same for a canary that is sent, by what its brokers say. */
function sentSignal(
  stage: Canary,
  receivers: Receivers,
  {
    backlogAccepted,
    observeSeconds,
    tooLong,
  }: { readonly backlogAccepted: boolean; readonly observeSeconds: number; readonly tooLong: boolean },
): Signal | null {
  const { places, failed } = receivers;
  if (failed !== null) return tooLong ? pause("canary_unasked", { places: namesOf(places), cause: failed }) : null;
  // A count from before the canary was sent is no backlog to compare with.
  if (stage.state === "sending") return stage.watched && receivers.age > stage.sentSeconds ? null : { do: "watch" };
  if (stage.watched) {
    // What waits for a consumer is presumed of nothing, so its watch does not end by itself.
    const idle = stage.sentSeconds >= observeSeconds ? places.filter((place) => place.idle) : [];
    if (idle.length > 0) return pause("canary_unconsumed", { places: namesOf(idle) });
    return tooLong && stage.unread.length > 0 ? pause("canary_unread", { places: stage.unread }) : null;
  }
  const unproven = whyUnproven(stage, receivers);
  if (unproven) return { do: "pause", reason: unproven };
  if (stage.seconds < observeSeconds) return null;
  const behind = places.filter((place) => isBehind(place, stage, backlogAccepted));
  if (behind.length === 0) return { do: "next" };
  return tooLong ? pause("canary_backlog", { places: namesOf(behind), n: backlogOf(behind) }) : null;
}

function heldData({ n, reason: { code, data } }: NonNullable<Canary["held"]>): Json {
  return { n, reason: { code, data } };
}

/** Why a canary that was watched to its end proves nothing; null: it may. */
function whyUnproven({ unknown, proven }: Canary, { places }: Receivers): Reason | null {
  if (unknown > 0) return { code: "canary_unknown", data: { n: unknown } };
  if (proven === 0) return { code: "canary_unproven", data: null };
  const idle = places.filter((place) => place.idle);
  return idle.length > 0 ? { code: "canary_unconsumed", data: { places: namesOf(idle) } } : null;
}

/** It may still wait in its queue, and has not been consumed. A busy queue may stay as long as it is: where somebody consumes it, a person may say so. */
function isBehind({ key, consumers, backlog }: ReceivingPlace, stage: Canary, backlogAccepted: boolean): boolean {
  // What was processed does not wait, however long the queue is.
  if (stage.silent === 0) return false;
  const before = stage.before.find((place) => place.key === key)?.backlog || null;
  if (!isStanding({ backlog, before })) return false;
  return !backlogAccepted || consumers === null;
}

function rampSignal({ rate, seconds, isTaken }: Ramp, { cap, waits }: Window, { stages }: Policy): Signal | null {
  if (cap !== null && rate >= cap) return { do: "next" };
  const every = stages.find((stage) => stage.kind === "ramp")?.everySeconds;
  if (waits || !isTaken || every === undefined || seconds < every) return null;
  const next = nextRate(rate, cap);
  return next === null ? { do: "next" } : { do: "step", rate: next };
}

function pause(code: string, data: Json | null): Signal {
  return { do: "pause", reason: { code, data } };
}
