import { act, demand } from "../access/act.ts";
import type { AsksAgain } from "../access/as-of-now.ts";
import { exportAudit } from "../audit/export.ts";
import type { AuditFilter } from "../audit/input.ts";
import { exportMessages } from "../bulk/export.ts";
import type { Ctx } from "../context.ts";
import type { ConfirmedWithReason } from "../messages/input.ts";
import { readBody } from "../payloads/read-body.ts";
import { fileResponse } from "./file.ts";

/** What was confirmed as a file of JSON lines. */
export async function messagesFile(ctx: Ctx & AsksAgain, input: ConfirmedWithReason): Promise<Response> {
  const name = `redrive-${ctx.clock().toISOString().slice(0, 19).replaceAll(":", "-")}.jsonl`;
  return fileResponse(await exportMessages(ctx, input), { name, type: "application/jsonl" });
}

/** The audit log as filtered. */
export async function auditFile(ctx: Ctx & AsksAgain, filter: AuditFilter, format: "csv" | "json"): Promise<Response> {
  await act(ctx, { permission: "audit.view", scope: "somewhere", subject: "the audit log" }, async (_tx, operation) =>
    operation.note({ data: { act: "export", format, ...filter } }),
  );
  const name = `redrive-audit-${ctx.clock().toISOString().slice(0, 10)}`;
  const file =
    format === "csv" ? { name: `${name}.csv`, type: "text/csv; charset=utf-8" } : { name: `${name}.jsonl`, type: "application/jsonl" };
  return fileResponse(exportAudit(ctx, filter, format), file);
}

/** The body of one version of a message, the newest when `version` is null, as a file that no browser opens or runs. */
export async function bodyFile(ctx: Ctx, input: { readonly id: number; readonly version: number | null }): Promise<Response> {
  await demand(ctx, { permission: "message.view", scope: "somewhere", subject: `message ${input.id}` });
  const body = new Uint8Array(await readBody(ctx, input));
  return fileResponse(body, { name: `message-${input.id}.bin`, type: "application/octet-stream" });
}
