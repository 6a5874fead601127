import type { itemState, replayState } from "../db/schema/replays.ts";

export type ItemState = (typeof itemState.enumValues)[number];
export type ReplayState = (typeof replayState.enumValues)[number];

export const replayTransitions: Readonly<Record<ReplayState, readonly ReplayState[]>> = {
  running: ["paused", "completed", "cancelled"],
  paused: ["running", "cancelled"],
  completed: [],
  cancelled: [],
};
