import { principalId } from "../../access/remember-principal.ts";
import type { Ctx } from "../../context.ts";
import { announce } from "../../live/announce.ts";
import type { Reason } from "../../messages/reason.ts";
import { replayed } from "../../metrics/counters.ts";
import type { Outcome } from "../../sources/port.ts";
import { cleanText } from "../../text/clean.ts";
import { type ItemMove, type MovedItem, moveItems } from "../items/move.ts";
import type { Batch } from "./batch.ts";
import { endWait } from "./wait-out.ts";

/** A held item whose check knows no end is judged again after this long. */
const heldMs = 30_000;

/** What became of an item whose turn is over: the broker's word, or a check did not let it be sent. `until`: when it is judged again; null: not known. */
export type Settled =
  | Exclude<Outcome, { readonly state: "not_sent" }>
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
  const moved = await ctx.sql.begin(async (tx) => {
    const held = await tx`select 1 from replay_batches where id = ${batch.id} for update`;
    if (held.length === 0) return [];
    if (sent.some(({ outcome }) => outcome.state === "confirmed")) await endWait(tx, batch.replayId);
    const done = await moveItems(tx, { kind, at, principal, operation, intentAt: batch.at, sender: batch.sender }, { items });
    if (last) await tx`delete from replay_batches where id = ${batch.id}`;
    await announce(tx, ["replays", "messages", "groups"]);
    return done;
  });
  countOutcomes(moved);
}

/** For `/metrics`, after the commit. A held item has no outcome yet. */
function countOutcomes(moved: readonly MovedItem[]): void {
  for (const { to } of moved) if (to !== "held") replayed.inc({ outcome: to === "observing" ? "confirmed" : to });
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
