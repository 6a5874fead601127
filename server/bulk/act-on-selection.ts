import { act, demand } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import type { Skipped } from "../db/schema/selections.ts";
import { moveMessages } from "../messages/move.ts";
import { continueBulk } from "./continue.ts";
import { addSkipped, countSkipped } from "./count-skipped.ts";
import { explainConflict } from "../messages/explain-conflict.ts";
import { partSize as atOnce, readPrepared, takePrepared } from "../selections/prepare.ts";
import type { ConfirmedWithReason } from "../messages/input.ts";
import { placesOf } from "../selections/places.ts";
import { noneThere, seenIds } from "../selections/seen-ids.ts";
import type { Done } from "./output.ts";
import { messagesText } from "./words.ts";

type Kind = "discarded" | "restored";

/** Parts that the request itself changes. */
const partsAtOnce = 2;
/** A selection up to this is done when the request answers. */
export const requestHolds = atOnce * partsAtOnce;

/**
 * Lets the same event happen to every message that was confirmed and whose state allows it; messages change together with their history and counts. Of
 * a large prepared selection the answer comes early, and the worker goes on. A single message that cannot
 * change is a conflict, in words; in a larger selection it is skipped.
 */
export async function actOnSelection(ctx: Ctx, kind: Kind, { selection, reason }: ConfirmedWithReason): Promise<Done> {
  if ("ids" in selection) return actOnIds(ctx, kind, selection.ids, reason);
  const { id, unread } = await openBulk(ctx, kind, selection.prepared, reason);
  for (let part = 0; part < partsAtOnce && (await continueBulk(ctx, id)); part++);
  const [row] = await ctx.sql<[Omit<Done, "unread">]>`
    select changed, skipped, skipped_by as "skippedBy", case state when 'running' then total - changed - skipped else 0 end as waiting, operation_id as operation
    from bulks where id = ${id}`;
  return { ...row, unread };
}

async function openBulk(ctx: Ctx, kind: Kind, preparedId: number, reason: string) {
  await demand(ctx, { permission: "message.discard", scope: "somewhere", subject: "messages" });
  const { words, places, filter, total, unread } = await readPrepared(ctx, preparedId);
  const asked = { permission: "message.discard", scope: places, subject: words, missing: noneThere, reason } as const;
  return act(ctx, asked, async (tx, operation) => {
    const [{ id }] = await tx<[{ id: number }]>`
      insert into bulks (state, kind, selection, filter, places, reason, principal_id, operation_id, total, created_at)
      values ('running', ${kind}, ${words}, ${JSON.stringify(filter)}::text::jsonb, ${JSON.stringify(places)}::text::jsonb, ${reason},
        ${operation.principal}, ${operation.id}, ${total}, ${operation.at})
      returning id`;
    await takePrepared(tx, preparedId, id);
    operation.note({ subject: messagesText(total), data: { act: kind, bulk: id, selection: filter, ...(unread > 0 ? { unread } : {}) } });
    operation.announce("bulk");
    return { id, unread };
  });
}

async function actOnIds(ctx: Ctx, kind: Kind, chosen: readonly number[], reason: string): Promise<Done> {
  const all = new Set(chosen).size;
  const ids = await seenIds(ctx, chosen);
  const asked = {
    permission: "message.discard",
    scope: await placesOf(ctx, { ids }),
    subject: all === 1 ? `message ${chosen[0]}` : messagesText(all),
    ...(all === 1 ? {} : { missing: noneThere }),
    reason,
  } as const;
  let changed = 0;
  let skippedBy: Skipped = all > ids.length ? { deleted: all - ids.length } : {};
  if (ids.length === 0) await demand(ctx, asked);
  for (let from = 0; from < ids.length; from += atOnce) {
    const part = ids.slice(from, from + atOnce);
    const entries = part.map((messageId) => ({ messageId, data: { reason } }));
    const done = await act(ctx, asked, async (tx, operation) => {
      const event = { kind, at: operation.at, principal: operation.principal, operation: operation.id };
      const moved = await moveMessages(tx, event, entries);
      const skipped = await countSkipped(tx, part, moved);
      const subject = moved.length === 1 ? `message ${moved[0]?.messageId}` : messagesText(moved.length);
      operation.note({ subject, data: { act: kind, ids: moved.map((row) => row.messageId), skipped } });
      operation.announce("messages", "groups");
      if (moved.length === 0) operation.drop();
      return { changed: moved.length, skipped };
    });
    changed += done.changed;
    skippedBy = addSkipped(skippedBy, done.skipped);
  }
  const [only] = chosen;
  if (changed === 0 && only && all === 1) throw await explainConflict(ctx, only, kind);
  return { changed, skipped: all - changed, skippedBy, waiting: 0, unread: 0, operation: null };
}
