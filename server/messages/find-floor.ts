import type { Ctx } from "../context.ts";
import type { Fragment } from "postgres";
import type { CompiledFilter, Place } from "./compile-filter.ts";
import { countRolledUp, inGroups } from "./count-rolled-up.ts";

/**
 * Where a search ends for now that no index helps: the oldest message that is looked at, beginning after `after`. null: it goes through all of
 * them, because an index helps, or because there are few.
 */
export async function findFloor(ctx: Ctx, compiled: CompiledFilter, after: Place | null = null): Promise<Place | null> {
  const { sql } = ctx;
  const { soughtAtOnce, ofShelves } = compiled;
  if (soughtAtOnce === null || (await countRolledUp(ctx, compiled)) <= soughtAtOnce) return null;
  if (compiled.visible !== "everywhere") return findSeenFloor(ctx, compiled, after);
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

/**
 * The same where some queues are hidden: the beginning of the hour or day with which enough was looked at. It comes from the counts of visible groups,
 * because the messages between two of theirs are not to be told of, and no index leads from several queues to their newest.
 */
async function findSeenFloor({ sql }: Ctx, compiled: CompiledFilter, after: Place | null): Promise<Place | null> {
  const before = after ? sql`and c.at < ${after.sortAt}` : sql``;
  const [floor] = await sql<{ sortAt: Date }[]>`
    select at as "sortAt" from (
      select c.at, sum(sum(c.n)) over (order by c.at desc) as seen from (
        select state, group_id, event_type, hour as at, n from hour_counts
        union all select state, group_id, event_type, day, n from day_counts where day < (select coalesce(min(hour), 'infinity') from hour_counts)
      ) c
      where c.state = any(${[...compiled.states]}::message_state[]) and ${compiled.types} and ${inGroups(sql, compiled, sql`c.group_id`)} ${before}
      group by c.at
    ) stretches where seen >= ${compiled.soughtAtOnce} order by at desc limit 1`;
  return floor && (compiled.bornAfter === null || floor.sortAt > compiled.bornAfter) ? { sortAt: floor.sortAt, id: 1 } : null;
}

/** The part of a condition on `messages m` that keeps a search at its floor and above. */
export function downTo({ sql }: Pick<Ctx, "sql">, floor: Place | null): Fragment {
  return floor ? sql`and (m.sort_at, m.id) >= (${floor.sortAt}, ${floor.id})` : sql``;
}
