import type { Ctx } from "../context.ts";
import { chosenMessages } from "./chosen.ts";
import type { Selection } from "../messages/input.ts";

/** Ids read at once: a page may cost as much as the whole filter, so there are few. */
const pageSize = 10_000;

/**
 * The messages of a selection in parts of up to `size`, ascending by id, read as they are asked for: memory does not grow with the selection, and no
 * connection is held between parts. A filter is read page by page: what is captured meanwhile is later than its time and stays out; a message
 * that changes before its page is read is chosen by what it is then.
 */
export async function* selectMessages(ctx: Ctx, selection: Selection, size: number): AsyncGenerator<readonly number[]> {
  if ("ids" in selection) {
    yield* cut(
      [...new Set(selection.ids)].toSorted((a, b) => a - b),
      size,
    );
    return;
  }
  for (let after: number | null = 0; after !== null; ) {
    const ids: readonly number[] = await readPage(ctx, selection, after);
    yield* cut(ids, size);
    after = ids.length < pageSize ? null : (ids.at(-1) ?? null);
  }
}

async function readPage(ctx: Ctx, selection: Selection, after: number): Promise<readonly number[]> {
  const rows = await ctx.sql<{ id: number }[]>`
    select m.id from messages m where ${chosenMessages(ctx, selection)} and m.id > ${after} order by m.id limit ${pageSize}`;
  return rows.map(({ id }) => id);
}

function* cut(ids: readonly number[], size: number): Generator<readonly number[]> {
  for (let from = 0; from < ids.length; from += size) yield ids.slice(from, from + size);
}
