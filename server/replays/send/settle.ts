import { principalId } from "../../access/remember-principal.ts";
import type { Ctx } from "../../context.ts";
import { numberArray, textArray } from "../../db/arrays.ts";
import { announce } from "../../live/announce.ts";
import { appendHistory, type HistoryEntry } from "../../messages/append-history.ts";
import { cleanText } from "../../text/clean.ts";
import type { HistoryKind } from "../../messages/transitions.ts";
import type { Batch } from "./batch.ts";
import type { Fate } from "./key-order.ts";
import type { ItemState } from "../transitions.ts";

export interface Sent {
  readonly item: { readonly id: number; readonly messageId: number };
  readonly outcome: Exclude<Fate, { readonly state: "waits" }>;
  readonly release: boolean;
}

/**
 * Commits what became of items of a batch, with the history and state of their messages; with `last` the batch is over. An item that is no
 * longer `selected` (its message came back already, or this worker was taken for dead) is left as it is.
 */
export async function settleItems(ctx: Ctx, batch: Batch, sent: readonly Sent[], last: boolean): Promise<void> {
  const at = ctx.clock();
  const principal = await principalId(ctx);
  const states = sent.map(itemStateOf);
  await ctx.sql.begin(async (tx) => {
    // As text, so that the planner goes by the key: the index of what waits is full of dead entries while a replay runs.
    const rows = await tx<{ id: number }[]>`
      update replay_items i set state = t.state::item_state, intent_at = ${batch.at}, outcome_at = ${at}, detail = t.detail
      from unnest(${numberArray(sent.map(({ item }) => item.id))}::bigint[], ${textArray(states)}::text[], ${textArray(sent.map(detailOf))}::text[]) as t(id, state, detail)
      where i.id = t.id and i.state::text = 'selected'
      returning i.id`;
    const settled = new Set(rows.map(({ id }) => id));
    const byKind = Map.groupBy(
      sent.filter(({ item }) => settled.has(item.id)),
      kindOf,
    );
    for (const [kind, group] of byKind) await appendHistory(tx, { kind, at, principal, intentAt: batch.at }, group.map(entryOf));
    if (last) await tx`delete from replay_batches where id = ${batch.id}`;
    await announce(tx, ["replays", "messages", "groups"]);
  });
}

function itemStateOf({ outcome, release }: Sent): ItemState {
  if (outcome.state === "held") return "skipped";
  return outcome.state === "confirmed" ? (release ? "confirmed" : "observing") : outcome.state;
}

function kindOf({ outcome, release }: Sent): HistoryKind {
  if (outcome.state === "held") return "let_go";
  return outcome.state === "confirmed" && release ? "released" : outcome.state;
}

function entryOf(sent: Sent): HistoryEntry {
  const detail = detailOf(sent);
  return { messageId: sent.item.messageId, itemId: sent.item.id, data: detail === null ? null : { detail } };
}

function detailOf({ outcome }: Sent): string | null {
  if (outcome.state === "held") return `held back: message ${outcome.behind}, earlier of the same key, was not sent`;
  return "reason" in outcome ? cleanText(outcome.reason, 500) : null;
}
