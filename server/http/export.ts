import { type Permission, mayActor } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { DomainError } from "../errors.ts";
import { exportMessages } from "../bulk/export.ts";
import type { SelectionWithReason } from "../messages/input.ts";
import { readBody } from "../payloads/read-body.ts";
import type { RequestCtx } from "../trpc/init.ts";

/** What streams cannot go through tRPC; the same permissions hold, and refusals are noted. */
export async function exportAllowed(ctx: RequestCtx, input: SelectionWithReason): Promise<AsyncIterable<string>> {
  await demand(ctx, "message.export", "messages.export");
  return exportMessages(ctx, input);
}

export async function bodyAllowed(ctx: RequestCtx, input: { readonly id: number; readonly version: number | null }): Promise<Buffer> {
  await demand(ctx, "message.view", `message ${input.id}`);
  return readBody(ctx, input);
}

async function demand(ctx: RequestCtx, permission: Permission, subject: string): Promise<void> {
  if (mayActor(ctx.actor, permission)) return;
  await recordAudit(ctx, ctx.db, { permission, result: "refused", subject });
  throw new DomainError("forbidden", `You lack the permission ${permission}.`);
}
