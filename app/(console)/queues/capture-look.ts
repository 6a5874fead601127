import type { Queue } from "./queue";

export type CaptureLook = "paused" | "pausing" | "failed" | "only watched" | "starting" | "read";

/** What is said of the capture of a queue. A pause that somebody asked for is said before the worker has heard of it. */
export function captureLook({ state, pausedBy, mode }: Pick<Queue, "state" | "pausedBy" | "mode">): CaptureLook {
  if (state === "paused") return "paused";
  if (pausedBy !== null) return "pausing";
  if (state === "failed" || state === "starting") return state;
  return state === "watching" && mode === "take" ? "only watched" : "read";
}
