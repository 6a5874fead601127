import type { Json, Reason } from "../../messages/reason.ts";
import type { Policy } from "../policy.ts";
import { hasFallen, namesOf } from "./receiving.ts";
import type { Window } from "./window.ts";

type Stop = Policy["stop"];
/** Each gives a reason to pause a running replay; null: it sees none. */
type Rule = (window: Window, stop: Stop) => Reason | null;

/** The broker takes nothing. */
const sending: readonly Rule[] = [
  ({ waits }, stop) =>
    waits && waits.seconds >= stop.notSentSeconds
      ? { code: "not_sent", data: { seconds: Math.round(waits.seconds), cause: waits.cause } }
      : null,
  ({ failures, takenSince }, stop) =>
    failures.length >= stop.failuresInRow && !takenSince
      ? { code: "failures_in_row", data: { n: failures.length, last: asData(failures[0]) } }
      : null,
];

/** What was sent goes wrong: as long as something is left that a pause stops. */
const sent: readonly Rule[] = [
  ({ cameBack, taken, stage }, stop) => {
    const canary = stage?.kind === "canary";
    if (!stop.cameBack || cameBack < (canary ? 1 : stop.cameBack.least) || !isOver(cameBack, taken, stop.cameBack.percent)) return null;
    return { code: canary ? "canary_came_back" : "came_back", data: { n: cameBack, of: taken, percent: stop.cameBack.percent } };
  },
  ({ newFailures, newFailure }, stop) =>
    stop.newFailures !== null && newFailures >= stop.newFailures
      ? { code: "new_failures", data: { n: newFailures, title: newFailure } }
      : null,
  ({ untaken, taken, stage }, stop) =>
    stop.untaken && stage?.kind === "canary" && untaken > 0 ? { code: "canary_untaken", data: { n: untaken, of: taken + untaken } } : null,
  ({ untaken, taken }, stop) =>
    // Where none was taken, those that failed in a row tell more.
    stop.untaken && taken > 0 && untaken >= stop.untaken.least && isOver(untaken, taken + untaken, stop.untaken.percent)
      ? { code: "untaken", data: { n: untaken, of: taken + untaken, percent: stop.untaken.percent } }
      : null,
  ({ trialsBack }) => trialsBack && { code: "trials_came_back", data: trialsBack },
  ({ receivers, stage }) => {
    const gone = receivers?.places.filter(({ idle, most }) => idle && most > 0) ?? [];
    return gone.length > 0 && stage?.kind !== "canary" ? { code: "consumers_gone", data: { places: namesOf(gone) } } : null;
  },
  ({ receivers, stage }) => {
    const fallen = receivers?.places.find(hasFallen);
    return fallen && stage?.kind !== "canary"
      ? { code: "consumers_fell", data: { place: fallen.name, n: fallen.consumers, of: fallen.most } }
      : null;
  },
];

/** Why a running replay should be paused; null: it goes on. */
export function whyPause(window: Window, { stop }: Policy): Reason | null {
  for (const rule of window.unsent ? [...sending, ...sent] : sending) {
    const reason = rule(window, stop);
    if (reason) return reason;
  }
  return null;
}

/** More than so many percent of them. What came back since a resume may have been sent before it: then it is more than all. */
function isOver(n: number, of: number, percent: number): boolean {
  return n * 100 > percent * of;
}

function asData(reason: Reason | null | undefined): Json {
  return reason ? { code: reason.code, data: reason.data } : null;
}
