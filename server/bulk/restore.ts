import type { Ctx } from "../context.ts";
import { actOnSelection, type Done } from "./act-on-selection.ts";
import type { SelectionWithReason } from "../messages/input.ts";

/** Makes discarded messages dead again. */
export function restoreMessages(ctx: Ctx, input: SelectionWithReason): Promise<Done> {
  return actOnSelection(ctx, "restored", input);
}
