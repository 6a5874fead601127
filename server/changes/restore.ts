import type { Ctx } from "../context.ts";
import { type Changed, changeSelected } from "./change-selected.ts";
import type { SelectionWithReason } from "../messages/input.ts";

/** Makes discarded messages dead again. */
export function restoreMessages(ctx: Ctx, input: SelectionWithReason): Promise<Changed> {
  return changeSelected(ctx, "restored", input);
}
