import type { Ctx } from "../context.ts";
import type { Selection } from "./input.ts";

/** The messages of a selection in runs of ascending ids, read as they are asked for; memory does not grow with the selection. */
export async function* selectMessages(ctx: Ctx, selection: Selection, size: number): AsyncGenerator<readonly number[]> {
  if ("ids" in selection) {
    const ids = [...new Set(selection.ids)].toSorted((a, b) => a - b);
    for (let from = 0; from < ids.length; from += size) yield ids.slice(from, from + size);
    return;
  }
  throw new Error("FILTER");
}
