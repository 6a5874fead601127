import type { Ctx } from "../context.ts";
import { deathColumns } from "./death-columns.ts";
import { verdictOfEdit } from "./edited.ts";
import { downTo } from "./find-floor.ts";
import { newestMessages } from "./newest.ts";
import { newestSeen } from "./newest-seen.ts";
import type { ListMessages } from "./read-input.ts";
import type { MessageLine, MessagePage } from "./output.ts";
import { olderThan, seekMessages } from "./seek.ts";

/** One page, newest first: by death, or by capture where the death is not known. */
export async function listMessages(ctx: Ctx, { filter, cursor, limit }: ListMessages): Promise<MessagePage> {
  const { sql } = ctx;
  const now = ctx.clock();
  const after = cursor ? { sortAt: new Date(cursor.sortAt), id: cursor.id } : null;
  const { compiled, ids, floor, unread } = await seekMessages(ctx, filter, { now, after, enough: limit + 1 });
  const seek = sql`${olderThan(ctx, after)} ${downTo(ctx, floor)}`;
  const chosen = ids
    ? sql`select m.* from messages m where ${compiled.messages}`
    : newestMessages(sql, compiled, { seek, limit: limit + 1 });
  const rows = await sql<MessageLine[]>`
    select m.id, m.state, m.sort_at as "sortAt", ${deathColumns(ctx)}, m.event_id as "eventId", m.event_key as "eventKey", m.event_type as "eventType",
      m.error_text as "errorText", m.attempts, m.version > 2 or (m.version = 2
        and (select h.data->>'original' from message_history h where h.message_id = m.id and h.seq = 1) is distinct from 'taken') as edited,
      m.replay_count as "replayCount", m.suspected_duplicate_of is not null as duplicate,
      m.group_id as "groupId", g.verdict, g.category, g.title, g.error_type as "errorType", q.name as queue, q.source
    from (${chosen}) m join groups g on g.id = m.group_id join queues q on q.id = m.queue_id
    order by m.sort_at desc, m.id desc`;
  const messages = rows.slice(0, limit).map((row) => ({ ...row, verdict: verdictOfEdit(row.verdict, row.edited) }));
  const last = messages.at(-1);
  const since = await newestSeen(ctx, compiled.visible);
  const more = rows.length > limit && last ? { sortAt: last.sortAt, id: last.id } : null;
  return { messages, next: more ?? floor, searchedTo: more ? null : (floor?.sortAt ?? null), unread, asOf: now, since };
}
