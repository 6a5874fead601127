import type { BreakerState, DownstreamState } from "./reading.ts";

/** A state as sentences and pages say it: "half-open". */
export function stateWord(state: BreakerState | DownstreamState): string {
  return state.replaceAll("_", "-");
}
