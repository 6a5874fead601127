import { dateArray, numberArray, textArray } from "../../db/arrays.ts";
import type { Transaction } from "../../db/client.ts";
import { DomainError } from "../../errors.ts";
import { moveMessages } from "../../messages/move.ts";
import type { Reason } from "../../messages/reason.ts";

export interface NewItem {
  readonly messageId: number;
  /** That is sent: frozen with the selection. */
  readonly version: number;
  readonly state: "selected" | "skipped" | "held";
  readonly reason: Reason | null;
  /** Of a held item: when it is judged again. */
  readonly heldUntil: Date | null;
}

export interface InsertedItem {
  readonly id: number;
  readonly messageId: number;
  readonly state: NewItem["state"];
}

/**
 * Makes items of a replay, in the order given, and takes the messages of those that wait: they are `replaying` from then on. Conflict: one of these
 * messages is not dead. Runs in the caller's transaction, which has locked the messages.
 */
export async function insertItems(
  tx: Transaction,
  replay: {
    readonly id: number;
    readonly reason: string;
    readonly at: Date;
    readonly principal: number;
    readonly operation: number | null;
  },
  rows: readonly NewItem[],
): Promise<readonly InsertedItem[]> {
  if (rows.length === 0) return [];
  const data = rows.map(({ reason }) => (reason && reason.data !== null ? JSON.stringify(reason.data) : null));
  const items = await tx<InsertedItem[]>`
    insert into replay_items (replay_id, message_id, version, state, reason_code, reason_data, held_until)
    select ${replay.id}, t.message_id, t.version, t.state::item_state, t.code, t.data::jsonb, t.held_until
    from unnest(
      ${numberArray(rows.map(({ messageId }) => messageId))}::bigint[], ${numberArray(rows.map(({ version }) => version))}::int[],
      ${textArray(rows.map(({ state }) => state))}::text[], ${textArray(rows.map(({ reason }) => reason?.code ?? null))}::text[],
      ${textArray(data)}::text[], ${dateArray(rows.map(({ heldUntil }) => heldUntil))}::timestamptz[]
    ) with ordinality as t(message_id, version, state, code, data, held_until, nth) order by t.nth
    returning id, message_id as "messageId", state`;
  const taken = items.filter(({ state }) => state !== "skipped");
  const { at, principal, operation, reason } = replay;
  const entries = taken.map(({ id, messageId }) => ({ messageId, itemId: id, data: { reason } }));
  const moved = await moveMessages(tx, { kind: "claimed", at, principal, operation }, entries);
  if (moved.length !== taken.length)
    throw new DomainError("conflict", "Some of the messages changed at this moment. Nothing was started: try again.");
  return items;
}
