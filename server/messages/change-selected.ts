import { actorText } from "../access/actor.ts";
import type { Permission } from "../access/permissions.ts";
import { recordAuditRaw } from "../audit/record-raw.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { announceChange } from "../live/announce.ts";
import { appendHistory } from "./append-history.ts";
import { countMessages } from "./count.ts";
import { explainConflict } from "./explain-conflict.ts";
import type { SelectionWithReason } from "./input.ts";
import { selectMessages } from "./select.ts";
import type { HistoryKind } from "./transitions.ts";
import { changeCap } from "./words.ts";

export interface Changed {
  readonly changed: number;
  /** Were no longer in a state that allows it. */
  readonly skipped: number;
}

/** Rows that one transaction holds: long enough to be fast, short enough that capture into the same groups does not wait for it. */
const atOnce = 2_000;

/**
 * Lets the same event happen to every message of a selection whose state allows it. Each run of messages changes together with its
 * history, counts and audit row. A single message that cannot change is a conflict, in words; in a larger selection it is skipped.
 * Too large: a filter that matched more than `changeCap`; then nothing changes.
 */
export async function changeSelected(
  ctx: Ctx,
  event: { readonly kind: HistoryKind; readonly permission: Permission },
  { selection, reason }: SelectionWithReason,
): Promise<Changed> {
  const actor = actorText(ctx.actor);
  if ("filter" in selection) await refuseTooMany(ctx, event.kind, selection);
  let changed = 0;
  let skipped = 0;
  for await (const ids of selectMessages(ctx, selection, atOnce)) {
    const moved = await ctx.sql.begin(async (tx) => {
      const entries = ids.map((messageId) => ({ messageId, data: { reason } }));
      const done = await appendHistory(tx, { kind: event.kind, at: ctx.clock(), actor }, entries);
      if (done.length === 0) return 0;
      const subject = done.length === 1 ? `message ${done[0]?.messageId}` : `${done.length} messages`;
      const data = { act: event.kind, selection: "ids" in selection ? null : selection, ids: done.map((row) => row.messageId) };
      await recordAuditRaw(ctx, tx, { permission: event.permission, subject, reason, data });
      await announceChange(tx, ["messages", "groups", "audit"]);
      return done.length;
    });
    changed += moved;
    skipped += ids.length - moved;
  }
  const [only] = "ids" in selection && selection.ids.length === 1 ? selection.ids : [];
  if (changed === 0 && only) throw await explainConflict(ctx, only, event.kind);
  return { changed, skipped };
}

async function refuseTooMany(ctx: Ctx, word: HistoryKind, { filter, asOf }: { filter: string; asOf: string }): Promise<void> {
  const { capped } = await countMessages(ctx, { filter, asOf: new Date(asOf), cap: changeCap });
  if (capped)
    throw new DomainError(
      "too_large",
      `Up to ${changeCap.toLocaleString("en")} messages can be ${word} at once, and the filter matches more. Narrow it, by queue: or age: for example.`,
    );
}
