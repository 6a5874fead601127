import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { DomainError, noSuch } from "../errors.ts";
import { type HistoryKind, transitions } from "./transitions.ts";

/** Why something cannot happen to a message now: what it is, who made it so, and what it would have to be. */
export async function explainConflict(ctx: Ctx, messageId: number, wanted: HistoryKind): Promise<DomainError> {
  const visible = await visibleQueues(ctx, "message.view");
  const [row] = await ctx.sql<{ state: string; kind: string; by: string; at: Date }[]>`
    select m.state, h.kind, p.name as by, h.at from messages m
    join message_history h on h.message_id = m.id and h.seq = m.seq join principals p on p.id = h.principal_id
    where m.id = ${messageId} ${seenIn(ctx.sql, visible, ctx.sql`m.queue_id`)}`;
  if (!row) return noSuch(`message ${messageId}`);
  const last = `last event: ${row.kind} by ${row.by} at ${row.at.toISOString()}`;
  const { from } = transitions[wanted];
  if (from.some((state) => state === row.state)) {
    return new DomainError("conflict", `Message ${messageId} has changed in the meantime (${last}). Read it again, then decide.`);
  }
  const allowed = from.length > 0 ? from.join(" or ") : "new";
  return new DomainError("conflict", `Message ${messageId} is ${row.state} (${last}); only one that is ${allowed} can be ${wanted}.`);
}
