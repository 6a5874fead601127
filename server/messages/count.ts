import type { Ctx } from "../context.ts";
import { compileFilter } from "./compile-filter.ts";
import { countCap } from "./words.ts";

export interface Counted {
  readonly n: number;
  /** There are more than `n`. */
  readonly capped: boolean;
}

/** How many match. From the rollups where they can answer, exact; else counted up to `cap`. */
export async function countMessages(
  ctx: Ctx,
  { filter, asOf = null, cap = countCap }: { readonly filter: string; readonly asOf?: Date | null; readonly cap?: number },
): Promise<Counted> {
  const { sql } = ctx;
  const compiled = compileFilter(sql, filter, { now: ctx.clock(), asOf });
  const wanted = compiled.groups ? sql`select g.id from groups g join queues q on q.id = g.queue_id where ${compiled.groups}` : null;
  if (compiled.countable && !asOf) {
    const [row] = await sql<[{ n: number }]>`
      select coalesce(sum(c.n), 0)::bigint as n from day_counts c
      where c.state = any(${[...compiled.states]}::message_state[]) and ${compiled.types} ${wanted ? sql`and c.group_id in (${wanted})` : sql``}`;
    return { n: row.n, capped: false };
  }
  const [row] = await sql<[{ n: number }]>`
    select count(*) as n from (
      select 1 from messages m where ${compiled.messages} ${wanted ? sql`and m.group_id in (${wanted})` : sql``} limit ${cap + 1}
    ) capped`;
  return { n: Math.min(row.n, cap), capped: row.n > cap };
}
