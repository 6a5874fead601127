import type { Ctx } from "../context.ts";
import { chosenMessages } from "./chosen.ts";
import type { Selection } from "../messages/input.ts";

/**
 * The messages of a selection in runs, ascending within each, read as they are asked for; memory does not grow with the selection. A filter
 * is read from one snapshot, so that what the caller does meanwhile cannot move messages in or out of it.
 */
export async function* selectMessages(ctx: Ctx, selection: Selection, size: number): AsyncGenerator<readonly number[]> {
  if ("ids" in selection) {
    const ids = [...new Set(selection.ids)].toSorted((a, b) => a - b);
    for (let from = 0; from < ids.length; from += size) yield ids.slice(from, from + size);
    return;
  }
  const found = ctx.sql<{ id: number }[]>`select m.id from messages m where ${chosenMessages(ctx, selection)}`;
  for await (const rows of found.cursor(size)) yield rows.map(({ id }) => id).toSorted((a, b) => a - b);
}
