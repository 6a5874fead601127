import type { Ctx } from "../context.ts";
import { compileFilter } from "./compile-filter.ts";
import type { Selection } from "./input.ts";

/** The messages of a selection in runs of ascending ids, read as they are asked for; memory does not grow with the selection. */
export async function* selectMessages(ctx: Ctx, selection: Selection, size: number): AsyncGenerator<readonly number[]> {
  if ("ids" in selection) {
    const ids = [...new Set(selection.ids)].toSorted((a, b) => a - b);
    for (let from = 0; from < ids.length; from += size) yield ids.slice(from, from + size);
    return;
  }
  const { sql } = ctx;
  const asOf = new Date(selection.asOf);
  const compiled = compileFilter(sql, selection.filter, { now: asOf, asOf });
  const wanted = compiled.groups
    ? sql`and m.group_id in (select g.id from groups g join queues q on q.id = g.queue_id where ${compiled.groups})`
    : sql``;
  let after = 0;
  for (;;) {
    const rows = await sql<{ id: number }[]>`
      select m.id from messages m where ${compiled.messages} ${wanted} and m.id > ${after} order by m.id limit ${size}`;
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(({ id }) => id);
    after = last.id;
  }
}
