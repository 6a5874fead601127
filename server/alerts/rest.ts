/** By the clock, for what time alone brings, and for what no signal tells. */
export const everyMs = 4_000;
/** After a signal: of a queue that is captured all the time alerts are evaluated no more often. */
export const leastMs = 1_000;
const longestMs = 15_000;
/** The part of the time that evaluating takes at most, where nothing comes. */
const restShare = 1 / 40;
/** The same while dead letters come one by one. What was not used is saved, so that few of them wait for what an evaluation takes. */
const share = 1 / 10;
const mostSavedMs = 5_000;
/** And while so many come a second that capture needs the core. */
const stormShare = 1 / 20;
const stormRate = 100;

interface Turn {
  readonly tookMs: number;
  /** When it has ended, by a clock that only goes on. */
  readonly nowMs: number;
  /** Messages stored since the last one has ended. */
  readonly stored: number;
}

export interface Rest {
  /** Until the next evaluation when nobody rings. */
  readonly restMs: number;
  /** Until the next one in any case. */
  readonly leastMs: number;
}

/** How long to wait after an evaluation that took so long, when nothing comes. */
export function restMs(tookMs: number): number {
  return Math.min(longestMs, Math.max(everyMs, tookMs / restShare - tookMs));
}

/** Paces the evaluations of a process that has begun at `beganMs`. */
export function startPacing(beganMs: number): (turn: Turn) => Rest {
  let savedMs = mostSavedMs;
  let atMs = beganMs;
  return ({ tookMs, nowMs, stored }) => {
    const passedMs = nowMs - atMs;
    atMs = nowMs;
    const isStorm = stored > (stormRate * passedMs) / 1_000;
    const [part, most] = isStorm ? [stormShare, 0] : [share, mostSavedMs];
    savedMs = Math.min(most, savedMs + passedMs * part) - tookMs;
    const least = Math.min(longestMs, Math.max(leastMs, -savedMs / part));
    return { restMs: Math.max(least, restMs(tookMs)), leastMs: least };
  };
}
