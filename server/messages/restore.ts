import type { Ctx } from "../context.ts";
import { type Changed, changeSelected } from "./change-selected.ts";
import type { SelectionWithReason } from "./input.ts";

/** Makes discarded messages dead again. */
export function restoreMessages(ctx: Ctx, input: SelectionWithReason): Promise<Changed> {
  return changeSelected(ctx, { kind: "restored", permission: "message.discard" }, input);
}
