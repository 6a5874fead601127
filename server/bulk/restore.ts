import type { Ctx } from "../context.ts";
import { actOnSelection } from "./act-on-selection.ts";
import type { ConfirmedWithReason } from "../messages/input.ts";
import type { Done } from "./output.ts";

/** Makes discarded messages dead again. */
export function restoreMessages(ctx: Ctx, input: ConfirmedWithReason): Promise<Done> {
  return actOnSelection(ctx, "restored", input);
}
