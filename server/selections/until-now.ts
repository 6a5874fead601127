import type { Ctx } from "../context.ts";
import type { Selection } from "../messages/input.ts";

/** The selection with no later `asOf` than now. The caller says it, and one in the future would also choose what nobody has seen yet. */
export function untilNow<Chosen extends Selection>({ clock }: Pick<Ctx, "clock">, selection: Chosen): Chosen {
  if (!("asOf" in selection)) return selection;
  const now = clock();
  return new Date(selection.asOf) > now ? { ...selection, asOf: now.toISOString() } : selection;
}
