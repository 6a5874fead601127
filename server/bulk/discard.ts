import type { Ctx } from "../context.ts";
import { actOnSelection, type Done } from "./act-on-selection.ts";
import type { SelectionWithReason } from "../messages/input.ts";

/** Hides dead messages; `restoreMessages` undoes it. */
export function discardMessages(ctx: Ctx, input: SelectionWithReason): Promise<Done> {
  return actOnSelection(ctx, "discarded", input);
}
