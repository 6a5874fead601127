import { actorText } from "../access/actor.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import type { AuditEntry } from "./record.ts";

/** `recordAudit` for a transaction of the raw client. */
export async function recordAuditRaw(ctx: Ctx, tx: Transaction, entry: AuditEntry): Promise<void> {
  const address = ctx.actor.kind === "operator" ? ctx.actor.address : null;
  await tx`
    insert into audit (at, actor, address, permission, result, subject, reason, data)
    values (${ctx.clock()}, ${actorText(ctx.actor)}, ${address}, ${entry.permission}, ${entry.result ?? "allowed"}, ${entry.subject},
      ${entry.reason ?? null}, ${entry.data === undefined ? null : JSON.stringify(entry.data)}::text::jsonb)`;
}
