import type { Ctx } from "../context.ts";
import { changeReplayState } from "./change-state.ts";

/** Goes on with an empty token bucket, so that a pause does not end in a burst. */
export function resumeReplay(ctx: Ctx, input: { readonly id: number; readonly reason: string }): Promise<void> {
  return changeReplayState(ctx, input, "running", async (tx) => {
    await tx`update replays set tokens = 0, refilled_at = clock_timestamp() where id = ${input.id}`;
  });
}
