import type { Ctx } from "../context.ts";
import { type Changed, changeSelected } from "./act-on-selection.ts";
import type { SelectionWithReason } from "../messages/input.ts";

/** Makes discarded messages dead again. */
export function restoreMessages(ctx: Ctx, input: SelectionWithReason): Promise<Changed> {
  return changeSelected(ctx, "restored", input);
}
