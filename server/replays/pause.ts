import type { Ctx } from "../context.ts";
import { changeReplayState } from "./change-state.ts";

/** Stops sending within a second; what is on its way is finished. */
export function pauseReplay(ctx: Ctx, input: { readonly id: number; readonly reason: string }): Promise<void> {
  return changeReplayState(ctx, input, "paused");
}
