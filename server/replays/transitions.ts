import type { itemState, replayState } from "../db/schema/replays.ts";

export type ItemState = (typeof itemState.enumValues)[number];
export type ReplayState = (typeof replayState.enumValues)[number];

/** What an item may become. `unknown` waits for a broker that can tell, a person, or the message to come back; nothing is ever sent again by itself. */
export const itemTransitions: Readonly<Record<ItemState, readonly ItemState[]>> = {
  selected: ["intent", "cancelled"],
  skipped: [],
  intent: ["selected", "cancelled", "observing", "confirmed", "returned", "refused", "unknown", "came_back"],
  confirmed: ["came_back"],
  returned: [],
  refused: [],
  unknown: ["observing", "presumed_ok", "refused", "cancelled", "came_back"],
  observing: ["presumed_ok", "came_back"],
  presumed_ok: ["came_back"],
  came_back: [],
  cancelled: [],
};

export const replayTransitions: Readonly<Record<ReplayState, readonly ReplayState[]>> = {
  running: ["paused", "completed", "cancelled"],
  paused: ["running", "cancelled"],
  completed: [],
  cancelled: [],
};
