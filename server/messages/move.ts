import { numberArray, textArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { lockRestores } from "./lock-restores.ts";
import { moveCounts } from "./move-counts.ts";
import { type HistoryKind, type MessageState, transitions } from "./transitions.ts";

export interface HistoryEntry {
  readonly messageId: number;
  readonly itemId?: number | null;
  /** Facts of the event; never payload bytes. */
  readonly data?: unknown;
  /** Only when this sequence number is still the message's last. */
  readonly expectedSeq?: number;
}

export interface MessageEvent {
  readonly kind: HistoryKind;
  readonly at: Date;
  /** A row of `principals`. */
  readonly principal: number;
  /** The operation in the audit log that this is part of; left out: none of its own. */
  readonly operation?: number | null;
  readonly to?: MessageState;
  /** With the outcome of a send: when the intent to send was committed. */
  readonly intentAt?: Date;
}

export interface MovedMessage {
  readonly messageId: number;
  readonly seq: number;
  readonly from: MessageState;
  /** Of the row now. */
  readonly version: number;
}

/**
 * Says that the same thing happened to N messages: moves their rows, writes one event each and moves the counts, in one statement. Only
 * messages whose state allows it take part; the answer holds those, so a missing one is a conflict (one message) or skipped (bulk).
 * For `decided`, `to` says which state follows. Runs in the caller's transaction; rows are locked in the order of their ids.
 */
export async function moveMessages(
  tx: Transaction,
  event: MessageEvent,
  entries: readonly HistoryEntry[],
): Promise<readonly MovedMessage[]> {
  if (entries.length === 0) return [];
  const { from, to } = transitions[event.kind];
  const target = to.length === 1 ? to[0] : to.find((state) => state === event.to);
  if (!target) throw new Error(`${event.kind} needs the state that follows: ${to.join(", ")}.`);
  const data = entries.map((entry) => (entry.data === undefined || entry.data === null ? null : JSON.stringify(entry.data)));
  if (event.kind === "restored") await lockRestores(tx, "shared");
  // The range and the state as text keep the planner at the key: indexes by state would read all messages that are replaying, for each batch.
  const [lowest, highest] = rangeOf(entries);
  return tx<MovedMessage[]>`
    with input as (
      select * from unnest(
        ${numberArray(entries.map((entry) => entry.messageId))}::bigint[],
        ${numberArray(entries.map((entry) => entry.itemId ?? null))}::bigint[],
        ${textArray(data)}::text[],
        ${numberArray(entries.map((entry) => entry.expectedSeq ?? null))}::int[]
      ) as t(id, item_id, data, expected)
    ), held as (
      select m.id, m.state, i.item_id, i.data
      from messages m join input i on i.id = m.id
      where m.id between ${lowest} and ${highest} and m.state::text = any(${textArray([...from])}::text[]) and (i.expected is null or m.seq = i.expected)
      order by m.id for no key update of m
    ), moved as (
      update messages m
      set state = ${target}::message_state, seq = m.seq + 1, version = m.version + ${event.kind === "edited" ? 1 : 0}::smallint
      from held where m.id = held.id
      returning m.id, m.seq, m.version, m.state, held.state as was, m.group_id, m.event_type, m.sort_at, m.death_known, held.item_id, held.data
    ), written as (
      insert into message_history (message_id, seq, kind, at, principal_id, operation_id, item_id, intent_at, data)
      select id, seq, ${event.kind}, ${event.at}, ${event.principal}, ${event.operation ?? null}::bigint, item_id, ${event.intentAt ?? null}, data::jsonb from moved
    ), summed as (
      select was, state, group_id, event_type, date_trunc('hour', sort_at, 'UTC') as sort_at, count(*) as n,
        count(*) filter (where death_known) as known
      from moved where was <> state group by 1, 2, 3, 4, 5
    ), shift as (
      select was as state, group_id, event_type, sort_at, -n as n, -known as known from summed
      union all
      select state, group_id, event_type, sort_at, n, known from summed
    ), ${moveCounts(tx, tx`shift`, event.at)}
    select id as "messageId", seq, version, was as "from" from moved`;
}

function rangeOf(entries: readonly HistoryEntry[]): readonly [number, number] {
  let [lowest, highest] = [Number.MAX_SAFE_INTEGER, 0];
  for (const { messageId } of entries) {
    lowest = Math.min(lowest, messageId);
    highest = Math.max(highest, messageId);
  }
  return [lowest, highest];
}
