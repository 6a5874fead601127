import { createHash } from "node:crypto";
import { numberArray, textArray, dateArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { moveItems } from "./items/move.ts";
import type { Link } from "./link-comebacks.ts";

/** A message that carries no mark of Redrive, or lost it. */
interface Unmarked {
  readonly id: number;
  readonly eventId: string | null;
  readonly eventKey: string | null;
  readonly eventType: string;
  readonly body: Uint8Array | null;
  /** null: not known. */
  readonly diedAt: Date | null;
  /** Where the death is not known: it did not die before. null: nothing says so. */
  readonly diedAfter: Date | null;
}

interface Queue {
  readonly source: string;
  readonly queue: string;
  readonly queueId: number;
}

/** What says that a message is a comeback: the same event id, or, where none is carried, the same key and body. */
export type LikeBy = "back_by_event_id" | "back_by_body";

/** Of so many sent messages that name the same event, or have the same key, the newest are looked at. */
const mostAlike = 50;
/** Depths of queues are sampled several times in this time. */
const sampledSeconds = 30;

/** `sql` of `replays r`: it goes on, or has ended within a day. */
const isRecent = (tx: Transaction) => tx`(r.state in ('running', 'paused', 'observing') or r.finished_at > now() - interval '1 day')`;

/** Whether a replay of messages of this queue goes on, or has ended within a day: otherwise nothing is sought. */
export async function isReplayedFrom(tx: Transaction, { source, queue }: Pick<Queue, "source" | "queue">): Promise<boolean> {
  const [{ open }] = await tx<[{ open: boolean }]>`
    select exists (
      select from replays r where r.target ->> 'to' <> 'release' and r.places @> ${JSON.stringify([{ source, queue }])}::text::jsonb and ${isRecent(tx)}
    ) as open`;
  return open;
}

/**
 * Ties messages whose mark did not survive to the item that may have sent them: some frameworks write new headers. They name the event of one message of the
 * same queue that a recent replay sent, and did not die before it was (by two seconds, since brokers note deaths by the second). Where the death is not known, an
 * old copy may only be captured late: then the dead-letter queue must have been seen empty since, or shortly before. Nothing proves it, since an application may publish an event twice: the item says by what it was
 * found, and pages say "may be". Where two items fit one message, or one two messages, nothing is tied. Answers links by message id.
 */
export async function linkByFacts(
  tx: Transaction,
  { queueId }: Pick<Queue, "queueId">,
  unmarked: readonly Unmarked[],
  by: { readonly at: Date; readonly principal: number },
): Promise<ReadonlyMap<number, Link>> {
  const told = unmarked.filter(({ eventId, eventKey, body }) => eventId !== null || (eventKey !== null && body !== null));
  if (told.length === 0) return new Map();
  const digests = told.map(({ eventId, body }) => (eventId === null && body ? createHash("sha256").update(body).digest("hex") : null));
  const found = await tx<
    { messageId: number; itemId: number; code: LikeBy; operation: number | null; lineageId: number; replayCount: number }[]
  >`
    with arrived as (
      select * from unnest(
        ${numberArray(told.map(({ id }) => id))}::bigint[], ${textArray(told.map(({ eventId }) => eventId))}::text[],
        ${textArray(told.map(({ eventKey }) => eventKey))}::text[], ${textArray(told.map(({ eventType }) => eventType))}::text[], ${textArray(digests)}::text[],
        ${dateArray(told.map(({ diedAt }) => diedAt))}::timestamptz[], ${dateArray(told.map(({ diedAfter }) => diedAfter))}::timestamptz[]
      ) as t(id, event_id, event_key, event_type, digest, died_at, died_after)
    ), alike as (
      select a.*, m.id as message_id, case when a.event_id is null then 'back_by_body' else 'back_by_event_id' end as code from arrived a cross join lateral (
        select m.id from messages m where m.queue_id = ${queueId} and coalesce(m.event_id, m.event_key) = coalesce(a.event_id, a.event_key)
          and m.state in ('replayed', 'unknown') and (m.event_id is null) = (a.event_id is null) and m.event_type = a.event_type
        order by m.id desc limit ${mostAlike}
      ) m
    ), sent as (
      select l.id, l.code, l.message_id, i.id as item_id, i.replay_id,
        count(*) over (partition by l.id) as of_message, count(*) over (partition by i.id) as of_item
      from alike l cross join lateral (
        select h.item_id from message_history h where h.message_id = l.message_id and h.item_id is not null order by h.seq desc limit 1
      ) h join replay_items i on i.id = h.item_id join replays r on r.id = i.replay_id and ${isRecent(tx)} cross join queues q
      where q.id = ${queueId} and i.state in ('confirmed', 'unknown', 'observing', 'presumed_ok', 'processed') and i.came_back_as is null and case
          when coalesce(l.died_at, l.died_after) >= i.intent_at - interval '2 seconds' then true
          else l.died_at is null and q.ready = 0 and q.depth_at >= i.intent_at - make_interval(secs => ${sampledSeconds}) end
        and (l.code = 'back_by_event_id' or exists (
          select from bodies b where b.message_id = i.message_id and b.version = i.version and encode(sha256(b.body), 'hex') = l.digest))
    )
    select s.id as "messageId", s.item_id as "itemId", s.code, r.operation_id as operation, coalesce(m.lineage_id, m.id) as "lineageId", m.replay_count as "replayCount"
    from sent s join replays r on r.id = s.replay_id join messages m on m.id = s.message_id
    where s.of_message = 1 and s.of_item = 1 and r.target ->> 'to' <> 'release'`;
  const moved = new Set<number>();
  for (const [operation, links] of Map.groupBy(found, (link) => link.operation)) {
    const items = links.map(({ itemId, messageId, code }) => ({
      id: itemId,
      to: "came_back" as const,
      cameBackAs: messageId,
      reason: { code, data: null },
    }));
    for (const { id } of await moveItems(tx, { kind: "came_back", ...by, operation }, { items })) moved.add(id);
  }
  return new Map(
    found.flatMap(({ messageId, lineageId, itemId, replayCount }) =>
      moved.has(itemId) ? [[messageId, { lineageId, itemId, replayCount: replayCount + 1 }] as const] : [],
    ),
  );
}
