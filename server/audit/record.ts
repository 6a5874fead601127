import type { Ctx } from "../context.ts";
import type { Executor } from "../db/client.ts";
import { audit } from "../db/schema/audit.ts";
import { actorText } from "../access/actor.ts";
import type { Permission } from "../access/permissions.ts";

export interface AuditEntry {
  readonly permission: Permission;
  readonly result?: "allowed" | "refused" | "failed";
  /** "replay 12", "message 7". */
  readonly subject: string;
  readonly reason?: string | null;
  /** Facts of the act (counts, old and new values); never payloads. */
  readonly data?: unknown;
}

/** Writes who did what; call it with the transaction of the act, so that neither exists without the other. */
export async function recordAudit(ctx: Ctx, tx: Executor, entry: AuditEntry): Promise<void> {
  await tx.insert(audit).values({
    at: ctx.clock(),
    actor: actorText(ctx.actor),
    address: ctx.actor.kind === "operator" ? ctx.actor.address : null,
    permission: entry.permission,
    result: entry.result ?? "allowed",
    subject: entry.subject,
    reason: entry.reason ?? null,
    data: entry.data ?? null,
  });
}
