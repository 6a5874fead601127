import type { itemState, replayState } from "../db/schema/replays.ts";

export type ItemState = (typeof itemState.enumValues)[number];
export type ReplayState = (typeof replayState.enumValues)[number];

export const replayTransitions: Readonly<Record<ReplayState, readonly ReplayState[]>> = {
  planned: ["awaiting_approval", "running", "cancelled"],
  awaiting_approval: ["running", "cancelled"],
  running: ["paused", "observing", "completed", "cancelled"],
  paused: ["running", "cancelled"],
  observing: ["completed"],
  completed: [],
  cancelled: [],
};
