import type { Fragment } from "postgres";
import type { Ctx } from "../context.ts";
import type { CompiledFilter } from "./compile-filter.ts";

/** What the rollups know of it: without its conditions on single messages. */
export async function countRolledUp({ sql }: Ctx, compiled: CompiledFilter): Promise<number> {
  const [row] = await sql<[{ n: number }]>`
    select coalesce(sum(c.n), 0)::bigint as n from day_counts c
    where c.state = any(${[...compiled.states]}::message_state[]) and ${compiled.types} and ${inGroups(sql, compiled, sql`c.group_id`)}`;
  return row.n;
}

/** Its conditions on groups, on a column that holds a group's id. */
export function inGroups(sql: Ctx["sql"], { groups }: CompiledFilter, id: Fragment): Fragment {
  return groups ? sql`${id} in (select g.id from groups g join queues q on q.id = g.queue_id where ${groups})` : sql`true`;
}
