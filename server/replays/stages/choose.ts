import type { Policy } from "../policy.ts";

/** What a person chooses of the stages of a replay. */
export interface StageChoice {
  /** Messages that are sent first and watched before any other is sent; 0: none. */
  readonly canary: number;
  /** The rate begins low and doubles. */
  readonly ramp: boolean;
}

/** Of so few a canary would be most of them, or wait longer than it is worth. */
const fewest = 100;
const mostByDefault = 5;
const firstRate = 1;
const stepSeconds = 30;
/** Where the replay has no limit, a ramp ends at this rate. */
const unlimited = 1_000;

export const atOnce: StageChoice = { canary: 0, ramp: false };

/** What is wise where nobody chose. `watchable`: what is sent is recognised when it comes back; otherwise a canary proves nothing. */
export function wiseStages(sendable: number, watchable: boolean): StageChoice {
  if (sendable <= fewest || !watchable) return atOnce;
  return { canary: Math.min(mostByDefault, Math.ceil(sendable / 100)), ramp: true };
}

/** The stages that a choice makes, in their order. The last is always full: there the rest is sent. */
export function stagesOf({ canary, ramp }: StageChoice): Policy["stages"] {
  return [
    ...(canary > 0 ? [{ kind: "canary" as const, size: canary }] : []),
    ...(ramp ? [{ kind: "ramp" as const, from: firstRate, everySeconds: stepSeconds }] : []),
    { kind: "full" as const },
  ];
}

/** The rate after this one; null: the ramp is over, since it reached the replay's own (null: no limit). */
export function nextRate(rate: number, cap: number | null): number | null {
  return rate * 2 >= (cap ?? unlimited) ? null : rate * 2;
}

/** Seconds from the start until `sendable` messages are sent at a rate (null: as fast as the broker confirms), with its stages; null: not known. */
export function lastsSeconds(sendable: number, rate: number | null, choice: StageChoice, observeSeconds: number): number | null {
  const watched = choice.canary > 0 ? observeSeconds : 0;
  let left = Math.max(0, sendable - choice.canary);
  let seconds = watched;
  if (choice.ramp && (rate === null || rate > firstRate))
    for (let at: number | null = firstRate; at !== null && left > 0; at = nextRate(at, rate)) {
      const took = Math.min(stepSeconds, left / at);
      seconds += took;
      left = Math.max(0, left - at * stepSeconds);
    }
  if (left === 0 && seconds > 0) return seconds;
  return rate === null ? null : seconds + left / rate;
}
