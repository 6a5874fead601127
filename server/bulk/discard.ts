import type { Ctx } from "../context.ts";
import { actOnSelection } from "./act-on-selection.ts";
import type { ConfirmedWithReason } from "../messages/input.ts";
import type { Done } from "./output.ts";

/** Hides dead messages; `restoreMessages` undoes it. */
export function discardMessages(ctx: Ctx, input: ConfirmedWithReason): Promise<Done> {
  return actOnSelection(ctx, "discarded", input);
}
