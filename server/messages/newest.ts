import type { Fragment } from "postgres";
import type { Sql } from "../db/client.ts";
import type { CompiledFilter } from "./compile-filter.ts";

/**
 * `select m.*` of the `limit` newest matches within `seek`, newest first. Where the filter is about groups, only the `limit` groups with the newest
 * messages can be among them. Of each the few newest are read, twice what is its share: nothing older than the one that fills the page with these can be on it.
 * The join with queues is a left one, so that Postgres leaves it out where no condition is about them.
 */
export function newestMessages(
  sql: Sql,
  compiled: CompiledFilter,
  { seek, limit }: { readonly seek: Fragment; readonly limit: number },
): Fragment {
  const newest = sql`order by m.sort_at desc, m.id desc limit ${limit}`;
  const chosen = compiled.groups
    ? sql`
      with newest as materialized (
        select wanted.id, top.sort_at from (select g.id from groups g left join queues q on q.id = g.queue_id where ${compiled.groups}) wanted
        cross join lateral (select m.sort_at, m.id from messages m where m.group_id = wanted.id and ${compiled.messages} ${seek} order by m.sort_at desc, m.id desc limit 1) top
        order by top.sort_at desc, top.id desc limit ${limit}
      ), oldest as (
        select coalesce((
          select few.sort_at from newest cross join lateral (
            select m.sort_at from messages m where m.group_id = newest.id and ${compiled.messages} ${seek}
            order by m.sort_at desc, m.id desc limit (select 2 * ceil(${limit}::float8 / count(*)) from newest)
          ) few
          order by few.sort_at desc offset ${limit - 1} limit 1
        ), '-infinity') as sort_at
      )
      select m.* from newest
      cross join lateral (
        select m.* from messages m
        where m.group_id = newest.id and m.sort_at >= (select sort_at from oldest) and ${compiled.messages} ${seek} ${newest}
      ) m
      ${newest}`
    : compiled.byShelf
        .map((shelf) => sql`(select m.* from messages m where ${shelf} ${seek} ${newest})`)
        .reduce((all, shelf) => sql`${all} union all ${shelf}`, sql`(select m.* from messages m where false)`);
  return sql`select m.* from (${chosen}) m ${newest}`;
}
