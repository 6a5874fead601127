/** blocked: the number that others wait for is poison. gap: it is dead, or nobody knows where it is. stale: a later number was processed. */
export const troubles = ["blocked", "gap", "stale"] as const;
export type Trouble = (typeof troubles)[number];

/**
 * How a number of a key stands. last: the last one that its consumer has processed. waiting: dead, and an earlier one comes first. missing: not at its consumer,
 * and no stored message has it. untold: no stored message has it, and that proves nothing.
 */
export const pointStates = [
  "last",
  "passed",
  "dead",
  "waiting",
  "moving",
  "sent",
  "unknown",
  "discarded",
  "back",
  "missing",
  "untold",
  "stale",
] as const;
export type PointState = (typeof pointStates)[number];

/** A state as a label of its number. */
export const pointWords: Readonly<Record<PointState, string>> = {
  last: "last processed",
  passed: "presumed processed",
  dead: "dead",
  waiting: "waits",
  moving: "in a replay",
  sent: "sent, watched",
  unknown: "sent or not",
  discarded: "discarded",
  back: "put back",
  missing: "missing",
  untold: "not stored here",
  stale: "stale",
};
