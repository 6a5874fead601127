import type { Ctx } from "../context.ts";
import { changeReplayState } from "./change-state.ts";

/** Goes on at once, with an empty token bucket, so that a pause does not end in a burst. What was not sent is tried again. */
export function resumeReplay(ctx: Ctx, input: { readonly id: number; readonly reason: string }): Promise<void> {
  return changeReplayState(ctx, input, "running", async (tx) => {
    await tx`update replays set tokens = 0, refilled_at = clock_timestamp(), waits_for = null, waits_since = null, waits_until = null, waits_tries = 0 where id = ${input.id}`;
  });
}
