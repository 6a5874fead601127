import type { Ctx } from "../context.ts";
import type { Fragment } from "postgres";
import type { CompiledFilter, Place } from "./compile-filter.ts";
import { countRolledUp } from "./count-rolled-up.ts";

/**
 * Where a search ends for now that no index helps: the oldest message that is looked at, beginning after `after`. null: it goes through all of
 * them, because an index helps, or because there are few.
 */
export async function findFloor(ctx: Ctx, compiled: CompiledFilter, after: Place | null = null): Promise<Place | null> {
  const { sql } = ctx;
  const { soughtAtOnce, ofShelves } = compiled;
  if (soughtAtOnce === null || (await countRolledUp(ctx, compiled)) <= soughtAtOnce) return null;
  const seek = after ? sql`and (m.sort_at, m.id) < (${after.sortAt}, ${after.id})` : sql``;
  const order = sql`order by sort_at desc, id desc`;
  const [floor] = await sql<[Place?]>`
    select sort_at as "sortAt", id from (
      ${ofShelves
        .map((shelf) => sql`(select m.sort_at, m.id from messages m where ${shelf} ${seek} ${order} offset ${soughtAtOnce - 1} limit 1)`)
        .reduce((all, one) => sql`${all} union all ${one}`)}
    ) ends ${order} limit 1`;
  return floor ?? null;
}

/** The part of a condition on `messages m` that keeps a search at its floor and above. */
export function downTo({ sql }: Pick<Ctx, "sql">, floor: Place | null): Fragment {
  return floor ? sql`and (m.sort_at, m.id) >= (${floor.sortAt}, ${floor.id})` : sql``;
}
