import type { Ctx } from "../context.ts";
import { type Changed, changeSelected } from "./act-on-selection.ts";
import type { SelectionWithReason } from "../messages/input.ts";

/** Hides dead messages; `restoreMessages` undoes it. */
export function discardMessages(ctx: Ctx, input: SelectionWithReason): Promise<Changed> {
  return changeSelected(ctx, "discarded", input);
}
