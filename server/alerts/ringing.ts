import type { TransitionKind } from "./transition.ts";

/** Transitions that ask somebody to look, the most urgent first. A channel that can ring rings for these; every other one changes in silence what was sent. */
export const ringing: readonly TransitionKind[] = ["fired", "flapping", "worse", "escalated", "reminded", "snooze_over", "unsilenced"];

/**
 * Which transition a notice tells, of those that its channel has not heard: the newest. But while the alert needs somebody, one that rings comes before newer
 * ones that do not: the notice of it was replaced before it got through. `unheard`: the oldest first. undefined: there is none.
 */
export function chooseTold<T extends { readonly kind: TransitionKind }>(unheard: readonly T[], needsSomebody: boolean): T | undefined {
  const loud = needsSomebody
    ? ringing.map((kind) => unheard.findLast((one) => one.kind === kind)).find((one) => one !== undefined)
    : undefined;
  return loud ?? unheard.at(-1);
}
