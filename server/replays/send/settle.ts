import { principalId } from "../../access/remember-principal.ts";
import type { Ctx } from "../../context.ts";
import { announce } from "../../live/announce.ts";
import type { Reason } from "../../messages/reason.ts";
import type { Outcome } from "../../sources/port.ts";
import { cleanText } from "../../text/clean.ts";
import { type ItemMove, moveItems } from "../items/move.ts";
import type { Batch } from "./batch.ts";

/** A held item whose check knows no end is judged again after this long. */
const heldMs = 30_000;

/** What became of an item: the broker's word, or a check did not let it be sent. `until`: when it is judged again; null: not known. */
export type Settled =
  | Outcome
  | { readonly state: "skipped"; readonly reason: Reason }
  | { readonly state: "held"; readonly reason: Reason; readonly until: Date | null };

export interface Sent {
  readonly item: { readonly id: number; readonly messageId: number };
  readonly outcome: Settled;
  /** It carries our marks, so it is recognised when it comes back. */
  readonly marked: boolean;
}

/**
 * Commits what became of items of a batch, with the history and state of their messages; with `last` the batch is over. An item that is no
 * longer `selected` (its message came back already) is left as it is. So are all of a batch that is over: it was committed by an earlier try, or this worker
 * was taken for dead, and its items may be in another's hand by now.
 */
export async function settleItems(ctx: Ctx, batch: Batch, sent: readonly Sent[], last: boolean): Promise<void> {
  const at = ctx.clock();
  const principal = await principalId(ctx);
  const operation = batch.items[0]?.operation ?? null;
  const items = sent.map((each) => moveOf(each, at));
  const kind = batch.items[0]?.target.to === "release" ? "settled_release" : "settled";
  await ctx.sql.begin(async (tx) => {
    const held = await tx`select 1 from replay_batches where id = ${batch.id} for update`;
    if (held.length === 0) return;
    await moveItems(tx, { kind, at, principal, operation, intentAt: batch.at }, { items });
    if (last) await tx`delete from replay_batches where id = ${batch.id}`;
    await announce(tx, ["replays", "messages", "groups"]);
  });
}

function moveOf({ item: { id }, outcome, marked }: Sent, at: Date): ItemMove {
  switch (outcome.state) {
    case "confirmed":
      return { id, to: marked ? "observing" : "confirmed" };
    case "held":
      return { id, to: "held", reason: outcome.reason, heldUntil: outcome.until ?? new Date(at.getTime() + heldMs) };
    case "skipped":
      return { id, to: "skipped", reason: outcome.reason };
    default:
      return { id, to: outcome.state, reason: { code: "broker", data: { text: cleanText(outcome.reason, 500) } } };
  }
}
