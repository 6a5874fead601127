import type { Ctx } from "../context.ts";
import { compileFilter } from "./compile-filter.ts";
import { deathColumns } from "./death-columns.ts";
import { downTo, findFloor } from "./find-floor.ts";
import type { ListMessages } from "./read-input.ts";
import type { MessageLine, MessagePage } from "./output.ts";

/**
 * One page, newest first: by death, or by capture where the death is not known. Where the filter is about groups, only the `limit + 1` groups with the newest messages can be on it, and where those
 * fill it, nothing older than the newest of each.
 */
export async function listMessages(ctx: Ctx, { filter, cursor, limit }: ListMessages): Promise<MessagePage> {
  const { sql } = ctx;
  const now = ctx.clock();
  const after = cursor ? { sortAt: new Date(cursor.sortAt), id: cursor.id } : null;
  const compiled = compileFilter(sql, filter, { now });
  const floor = await findFloor(ctx, compiled, after);
  const seek = sql`${after ? sql`and (m.sort_at, m.id) < (${after.sortAt}, ${after.id})` : sql``} ${downTo(ctx, floor)}`;
  const newest = sql`order by m.sort_at desc, m.id desc limit ${limit + 1}`;
  const chosen = compiled.groups
    ? sql`
      with newest as materialized (
        select wanted.id, top.sort_at from (select g.id from groups g join queues q on q.id = g.queue_id where ${compiled.groups}) wanted
        cross join lateral (select m.sort_at, m.id from messages m where m.group_id = wanted.id and ${compiled.messages} ${seek} order by m.sort_at desc, m.id desc limit 1) top
        order by top.sort_at desc, top.id desc limit ${limit + 1}
      ), oldest as (
        select case when count(*) > ${limit} then min(sort_at) else '-infinity' end as sort_at from newest
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
  const rows = await sql<MessageLine[]>`
    select m.id, m.state, m.sort_at as "sortAt", ${deathColumns(ctx)}, m.event_id as "eventId", m.event_key as "eventKey", m.event_type as "eventType",
      m.error_text as "errorText", m.attempts, m.version > 2 or (m.version = 2
        and (select h.data->>'original' from message_history h where h.message_id = m.id and h.seq = 1) is distinct from 'taken') as edited,
      m.replay_count as "replayCount", m.suspected_duplicate_of is not null as duplicate,
      m.group_id as "groupId", g.verdict, g.category, g.title, g.error_type as "errorType", q.name as queue, q.source
    from (select m.* from (${chosen}) m ${newest}) m join groups g on g.id = m.group_id join queues q on q.id = m.queue_id
    order by m.sort_at desc, m.id desc`;
  const messages = rows.slice(0, limit);
  const last = messages.at(-1);
  const [top] = await sql<[{ id: number }]>`select coalesce(max(id), 0)::bigint as id from messages`;
  const more = rows.length > limit && last ? { sortAt: last.sortAt, id: last.id } : null;
  return { messages, next: more ?? floor, searchedTo: more ? null : (floor?.sortAt ?? null), asOf: now, since: top.id };
}
