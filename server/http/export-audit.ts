import { mayActor } from "../access/permissions.ts";
import { exportAudit } from "../audit/export.ts";
import type { AuditFilter } from "../audit/input.ts";
import { recordAudit } from "../audit/record.ts";
import { DomainError } from "../errors.ts";
import type { RequestCtx } from "../trpc/init.ts";

/** A stream cannot go through tRPC; the same permission holds, and a refusal is noted. */
export async function auditAllowed(ctx: RequestCtx, filter: AuditFilter, format: "csv" | "json"): Promise<AsyncIterable<string>> {
  if (mayActor(ctx.actor, "audit.view")) return exportAudit(ctx, filter, format);
  await recordAudit(ctx, ctx.db, { permission: "audit.view", result: "refused", subject: "audit.export" });
  throw new DomainError("forbidden", "You lack the permission audit.view.");
}
