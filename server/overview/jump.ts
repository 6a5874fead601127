import { likeHolding } from "../text/like.ts";
import { readSeen } from "../access/seen.ts";
import { seenIn, seenWithin, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { termText } from "../messages/filter.ts";
import type { Hit } from "./output.ts";

const most = 6;

/** What a person may mean by a few letters: queues and groups by a part of their name, messages by event id, key or number, replays by number. */
export async function jumpTo(ctx: Ctx, { text }: { readonly text: string }): Promise<readonly Hit[]> {
  const { sql } = ctx;
  const [ofGroups, ofQueues, { messages, replays }] = await Promise.all([
    visibleQueues(ctx, "group.view"),
    visibleQueues(ctx, "queue.view"),
    readSeen(ctx),
  ]);
  const like = likeHolding(text);
  const number = /^(?:rpl-)?\d{1,15}$/.test(text) ? Number(text.replace("rpl-", "")) : null;
  const seenMessages = seenIn(sql, messages, sql`queue_id`);
  const hits = await sql<Hit[]>`
    (select 'replay' as kind, '/replays/' || id as href, 'Replay ' || id as label, state::text as note from replays where id = ${number} ${seenWithin(sql, replays, sql`places`)})
    union all
    (select 'message', '/messages/' || m.id, coalesce(nullif(m.event_type, ''), 'Message') || ' ' || coalesce(m.event_key, m.event_id, m.id::text), q.name || ', ' || m.state
      from messages m join queues q on q.id = m.queue_id
      where m.id in (
        (select id from messages where id = ${number} ${seenMessages})
        union (select id from messages where event_id = ${text} ${seenMessages} limit ${most})
        union (select id from messages where event_key = ${text} ${seenMessages} order by id desc limit ${most})
      ) order by m.id desc limit ${most})
    union all
    (select 'queue', '', name, source from queues where name ilike ${like} ${seenIn(sql, ofQueues, sql`id`)} order by watched desc, name limit ${most})
    union all
    (select 'group', '/groups/' || g.id, g.title, replace(g.category::text, '_', ' ') || ', ' || q.name from groups g join queues q on q.id = g.queue_id
      where (g.title ilike ${like} or g.error_type ilike ${like}) ${seenIn(sql, ofGroups, sql`g.queue_id`)} order by g.last_seen_at desc limit ${most})`;
  return hits.map((hit) => (hit.kind === "queue" ? { ...hit, href: queueHref(hit.label) } : hit));
}

/** What is dead in a queue. Names are hostile: quoted for the filter, encoded for the address. */
function queueHref(name: string): string {
  return `/messages?filter=${encodeURIComponent(termText({ qualifier: "queue", operator: "=", value: name, negated: false }))}`;
}
