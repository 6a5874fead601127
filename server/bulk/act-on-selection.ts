import { actorText } from "../access/actor.ts";
import { recordAuditRaw } from "../audit/record-raw.ts";
import type { Ctx } from "../context.ts";
import { announceChange } from "../live/announce.ts";
import { appendHistory } from "../messages/append-history.ts";
import { changeRun } from "./continue.ts";
import { explainConflict } from "../messages/explain-conflict.ts";
import { freezeSelection } from "../selections/freeze.ts";
import type { Selection, SelectionWithReason } from "../messages/input.ts";
import { selectionWords } from "../selections/selection-words.ts";

export interface Changed {
  readonly changed: number;
  /** Were no longer in a state that allows it. */
  readonly skipped: number;
  /** Still to come: the worker goes on with them. */
  readonly waiting: number;
}

type Kind = "discarded" | "restored";

/** Rows that one transaction holds: long enough to be fast, short enough that capture into the same groups does not wait for it. */
const atOnce = 5_000;
/** Runs that the request itself changes. */
const runsAtOnce = 2;
/** A selection up to this is done when the request answers. */
export const requestHolds = atOnce * runsAtOnce;

/**
 * Lets the same event happen to every message of a selection whose state allows it; messages change together with their history and counts. What a
 * filter matched is frozen with the audit row; of a large one the answer comes early, and the worker goes on. A single message that cannot
 * change is a conflict, in words; in a larger selection it is skipped.
 */
export async function changeSelected(ctx: Ctx, kind: Kind, { selection, reason }: SelectionWithReason): Promise<Changed> {
  if ("ids" in selection) return changeIds(ctx, kind, selection.ids, reason);
  const id = await openChange(ctx, kind, selection, reason);
  for (let run = 0; run < runsAtOnce && (await changeRun(ctx, id)); run++);
  const [row] = await ctx.sql<[Changed]>`
    select changed, skipped, case state when 'running' then total - changed - skipped else 0 end as waiting from changes where id = ${id}`;
  return row;
}

async function openChange(ctx: Ctx, kind: Kind, selection: Extract<Selection, { filter: string }>, reason: string): Promise<number> {
  const words = await selectionWords(ctx, selection);
  return ctx.sql.begin(async (tx) => {
    const [{ id }] = await tx<[{ id: number }]>`
      insert into changes (state, kind, selection, filter, reason, actor, total, created_at)
      values ('running', ${kind}, ${words}, ${JSON.stringify(selection)}::text::jsonb, ${reason}, ${actorText(ctx.actor)}, 0, ${ctx.clock()})
      returning id`;
    const total = await freezeSelection(ctx, tx, { changeId: id }, selection, atOnce);
    await tx`update changes set total = ${total} where id = ${id}`;
    await recordAuditRaw(ctx, tx, {
      permission: "message.discard",
      subject: `${total} messages`,
      reason,
      data: { act: kind, change: id, selection },
    });
    await announceChange(tx, ["changes", "audit"]);
    return id;
  });
}

async function changeIds(ctx: Ctx, kind: Kind, chosen: readonly number[], reason: string): Promise<Changed> {
  const ids = [...new Set(chosen)].toSorted((a, b) => a - b);
  const actor = actorText(ctx.actor);
  let changed = 0;
  for (let from = 0; from < ids.length; from += atOnce) {
    const entries = ids.slice(from, from + atOnce).map((messageId) => ({ messageId, data: { reason } }));
    changed += await ctx.sql.begin(async (tx) => {
      const done = await appendHistory(tx, { kind, at: ctx.clock(), actor }, entries);
      if (done.length === 0) return 0;
      const subject = done.length === 1 ? `message ${done[0]?.messageId}` : `${done.length} messages`;
      const data = { act: kind, ids: done.map((row) => row.messageId) };
      await recordAuditRaw(ctx, tx, { permission: "message.discard", subject, reason, data });
      await announceChange(tx, ["messages", "groups", "audit"]);
      return done.length;
    });
  }
  const [only, ...others] = ids;
  if (changed === 0 && only && others.length === 0) throw await explainConflict(ctx, only, kind);
  return { changed, skipped: ids.length - changed, waiting: 0 };
}
