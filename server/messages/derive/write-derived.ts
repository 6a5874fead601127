import { dateArray, numberArray, textArray } from "../../db/arrays.ts";
import type { Transaction } from "../../db/client.ts";
import type { MessageState } from "../transitions.ts";
import { type Counted, writeCounts } from "../write-rows.ts";
import type { Derived } from "./derive.ts";

export interface DerivedRow extends Derived, Pick<Counted, "arrived"> {
  readonly id: number;
  readonly derivation: number;
  /** That `routeFacts` are of: an edit since it was read has written those of its own bytes. */
  readonly version: number;
}

interface Was {
  readonly id: number;
  readonly state: MessageState;
  readonly groupId: number;
  readonly eventType: string;
  readonly sortAt: Date;
  readonly deathKnown: boolean;
}

/**
 * Writes what was derived again into its rows and moves every count. Answers the groups that lost, got or moved a message. Rows are locked in
 * the order of their ids and counts after them, as capture and `moveMessages` do.
 */
export async function writeDerived(tx: Transaction, rows: readonly DerivedRow[], now: Date): Promise<ReadonlySet<number>> {
  const derived = new Map(rows.map((row) => [row.id, row]));
  const before = await updateRows(tx, rows);
  const counted: Counted[] = [];
  const moved = new Set<number>();
  for (const { id, ...was } of before) {
    const row = derived.get(id);
    if (!row) continue;
    const { groupId, eventType, sortAt, deathKnown, arrived } = row;
    counted.push(
      { ...was, arrived, n: -1, known: -Number(was.deathKnown) },
      { state: was.state, groupId, eventType, sortAt, arrived, n: 1, known: Number(deathKnown) },
    );
    if (was.groupId !== groupId || was.sortAt.getTime() !== sortAt.getTime() || was.deathKnown !== deathKnown)
      moved.add(was.groupId).add(groupId);
  }
  await writeCounts(tx, counted, now);
  return moved;
}

/** Answers the rows as they were. */
function updateRows(tx: Transaction, rows: readonly DerivedRow[]): Promise<readonly Was[]> {
  return tx<Was[]>`
    with derived as (
      select * from unnest(
        ${numberArray(rows.map((r) => r.id))}::bigint[], ${numberArray(rows.map((r) => r.groupId))}::bigint[],
        ${dateArray(rows.map((r) => r.sortAt))}::timestamptz[], ${textArray(rows.map((r) => r.eventId))}::text[],
        ${textArray(rows.map((r) => r.eventKey))}::text[], ${textArray(rows.map((r) => r.eventType))}::text[],
        ${textArray(rows.map((r) => r.errorText))}::text[], ${numberArray(rows.map((r) => r.attempts))}::int[],
        ${numberArray(rows.map((r) => r.size))}::int[], ${textArray(rows.map((r) => r.originPosition))}::text[],
        ${numberArray(rows.map((r) => r.fingerprint))}::bigint[], ${numberArray(rows.map((r) => r.derivation))}::smallint[],
        ${textArray(rows.map((r) => String(r.deathKnown)))}::boolean[], ${dateArray(rows.map((r) => r.diedAfter))}::timestamptz[],
        ${numberArray(rows.map((r) => r.routeFacts))}::smallint[], ${numberArray(rows.map((r) => r.version))}::smallint[],
        ${textArray(rows.map((r) => r.needs))}::text[], ${textArray(rows.map((r) => r.sequence))}::bigint[]
      ) as t(id, group_id, sort_at, event_id, event_key, event_type, error_text, attempts, size, origin_position, fingerprint, derivation, death_known, died_after, route_facts, version, needs, sequence)
    ), held as (
      select m.id, m.state, m.group_id, m.event_type, m.sort_at, m.death_known from messages m join derived d on d.id = m.id
      where m.id between ${rows[0]?.id ?? 0} and ${rows.at(-1)?.id ?? 0}
      order by m.id for no key update of m
    ), written as (
      update messages m set
        group_id = d.group_id, sort_at = d.sort_at, event_id = d.event_id, event_key = d.event_key, event_type = d.event_type,
        error_text = d.error_text, attempts = d.attempts, size = d.size, origin_position = d.origin_position, fingerprint = d.fingerprint,
        derivation = d.derivation, death_known = d.death_known, died_after = d.died_after, needs = d.needs, sequence = d.sequence,
        route_facts = case when m.version = d.version then d.route_facts else m.route_facts end
      from held join derived d on d.id = held.id where m.id = held.id
      returning m.id
    )
    select held.id, held.state, held.group_id as "groupId", held.event_type as "eventType", held.sort_at as "sortAt", held.death_known as "deathKnown"
    from held join written on written.id = held.id order by held.id`;
}
