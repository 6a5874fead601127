import type { Fragment } from "postgres";
import { dateArray, numberArray, textArray } from "../../db/arrays.ts";
import type { Transaction } from "../../db/client.ts";
import { type HistoryEntry, moveMessages } from "../../messages/move.ts";
import type { Json, Reason } from "../../messages/reason.ts";
import type { ItemState } from "../transitions.ts";
import { type ItemEventKind, itemTransitions, messageStep } from "./transitions.ts";

/** Messages that are moved by one statement. */
const atOnce = 5_000;

export interface ItemEvent {
  readonly kind: ItemEventKind;
  readonly at: Date;
  /** A row of `principals`. */
  readonly principal: number;
  /** What it is part of in the audit log; null: nothing there. */
  readonly operation: number | null;
  /** When the intent to send was committed; left out: it stays as it was. */
  readonly intentAt?: Date;
  /** Who sent what becomes unknown; left out: it stays as it was. */
  readonly sender?: string;
  /** What the history of the messages says; left out: the reason of each item. */
  readonly data?: Readonly<Record<string, Json>>;
}

interface Outcome {
  readonly to: ItemState;
  /** null or left out: the reason stays as it was. */
  readonly reason?: Reason | null;
  /** Of a held item: when it is judged again. */
  readonly heldUntil?: Date;
  /** The message that it came back as. */
  readonly cameBackAs?: number;
}

export interface ItemMove extends Outcome {
  readonly id: number;
}

/** Single items with the outcome of each, or a condition on `replay_items i` with one outcome for all. */
export type Which = { readonly items: readonly ItemMove[] } | (Outcome & { readonly where: Fragment });

export interface MovedItem {
  readonly id: number;
  readonly messageId: number;
  readonly to: ItemState;
}

/**
 * The only way to change the state of items: moves those whose state allows the event, and their messages, with one statement for the items and one
 * for each kind of history event. An item that becomes `selected` again keeps nothing of its last attempt. Returns the items that moved; the others
 * are left as they are. Runs in the caller's transaction.
 */
export async function moveItems(tx: Transaction, event: ItemEvent, which: Which): Promise<readonly MovedItem[]> {
  const outcomes: readonly Outcome[] = "items" in which ? which.items : [which];
  if (outcomes.length === 0) return [];
  for (const { to } of outcomes) messageStep(event.kind, to);
  const chosen = "items" in which ? tx`i.id = t.id` : which.where;
  const ids = "items" in which ? which.items.map(({ id }) => id) : [null];
  // The state as text keeps the planner at the key: the index of what waits is full of dead entries while a replay runs.
  const moved = await tx<MovedItem[]>`
    update replay_items i set state = t.state::item_state, ${attempt(tx, event)},
      reason_code = case when t.state = 'selected' then null else coalesce(t.code, i.reason_code) end,
      reason_data = case when t.state = 'selected' then null when t.code is null then i.reason_data else t.data::jsonb end,
      held_until = t.held_until, came_back_as = coalesce(t.came_back_as, i.came_back_as)
    from unnest(
      ${numberArray(ids)}::bigint[], ${textArray(outcomes.map(({ to }) => to))}::text[],
      ${textArray(outcomes.map(({ reason }) => reason?.code ?? null))}::text[], ${textArray(outcomes.map(({ reason }) => asText(reason)))}::text[],
      ${dateArray(outcomes.map(({ heldUntil }) => heldUntil ?? null))}::timestamptz[],
      ${numberArray(outcomes.map(({ cameBackAs }) => cameBackAs ?? null))}::bigint[]
    ) as t(id, state, code, data, held_until, came_back_as)
    where ${chosen} and i.state::text = any(${textArray([...itemTransitions[event.kind].from])}::text[])
    returning i.id, i.message_id as "messageId", i.state as to`;
  await moveTheirMessages(tx, event, which, moved);
  return moved;
}

/**
 * The times of the attempt, over `replay_items i` and its outcome `t`. The outcome has the database's time: another worker counts the window from it, and the
 * clocks of workers differ.
 */
function attempt(tx: Transaction, { kind, intentAt = undefined, sender = undefined }: ItemEvent): Fragment {
  const { outcome } = itemTransitions[kind];
  const settledAt =
    outcome === "kept" ? tx`i.outcome_at` : outcome === "first" ? tx`coalesce(i.outcome_at, clock_timestamp())` : tx`clock_timestamp()`;
  return tx`
    intent_at = case when t.state <> 'selected' then coalesce(${intentAt ?? null}::timestamptz, i.intent_at) end,
    outcome_at = case when t.state <> 'selected' then ${settledAt} end,
    sender = case when t.state = 'unknown' then coalesce(${sender ?? null}::text, i.sender) end`;
}

async function moveTheirMessages(tx: Transaction, event: ItemEvent, which: Which, moved: readonly MovedItem[]): Promise<void> {
  const outcomes = "items" in which ? new Map(which.items.map((item) => [item.id, item])) : which;
  for (const [to, items] of Map.groupBy(moved, (item) => item.to)) {
    const step = messageStep(event.kind, to);
    if (step === null) continue;
    const decided = typeof step === "object" ? { to: step.state } : {};
    const { at, principal, operation, intentAt } = event;
    const happened = {
      kind: typeof step === "object" ? step.kind : step,
      at,
      principal,
      operation,
      ...decided,
      ...(intentAt ? { intentAt } : {}),
    };
    const entries = items.map(({ id, messageId }): HistoryEntry => {
      const outcome = outcomes instanceof Map ? outcomes.get(id) : outcomes;
      const data = { ...(event.data ?? factsOf(outcome)), ...decided };
      return { messageId, itemId: id, data: Object.keys(data).length > 0 ? data : null };
    });
    entries.sort((one, other) => one.messageId - other.messageId);
    for (let from = 0; from < entries.length; from += atOnce) await moveMessages(tx, happened, entries.slice(from, from + atOnce));
  }
}

function factsOf({ reason, cameBackAs }: Pick<Outcome, "reason" | "cameBackAs"> = {}): Readonly<Record<string, unknown>> {
  return { ...(reason ? { detail: reason } : {}), ...(cameBackAs === undefined ? {} : { as: cameBackAs }) };
}

function asText(reason: Reason | null | undefined): string | null {
  return reason && reason.data !== null ? JSON.stringify(reason.data) : null;
}
