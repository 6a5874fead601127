import type { Ctx } from "../context.ts";
import { actOnSelection } from "./act-on-selection.ts";
import type { SelectionWithReason } from "../messages/input.ts";
import type { Done } from "./output.ts";

/** Hides dead messages; `restoreMessages` undoes it. */
export function discardMessages(ctx: Ctx, input: SelectionWithReason): Promise<Done> {
  return actOnSelection(ctx, "discarded", input);
}
