import type { Ctx } from "../context.ts";
import { changeReplayState } from "./change-state.ts";
import { acceptSoFar } from "./stages/accept-so-far.ts";

/**
 * Goes on at once, with an empty token bucket, so that a pause does not end in a burst; a ramp begins from its first rate. What was not sent is tried again.
 * What came back or was not taken until now pauses it no more: whoever resumes it saw that.
 */
export function resumeReplay(ctx: Ctx, input: { readonly id: number; readonly reason: string }): Promise<void> {
  return changeReplayState(ctx, input, "running", (tx, _operation, pauseCode) => acceptSoFar(ctx, tx, input.id, pauseCode));
}
