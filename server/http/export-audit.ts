import { demand } from "../access/act.ts";
import { exportAudit } from "../audit/export.ts";
import type { AuditFilter } from "../audit/input.ts";
import type { RequestCtx } from "../trpc/init.ts";

/** A stream cannot go through tRPC; the same permission holds, and a refusal is noted. */
export async function auditAllowed(ctx: RequestCtx, filter: AuditFilter, format: "csv" | "json"): Promise<AsyncIterable<string>> {
  await demand(ctx, { permission: "audit.view", scope: "everywhere", subject: "audit.export" });
  return exportAudit(ctx, filter, format);
}
