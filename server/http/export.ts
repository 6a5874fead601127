import { demand } from "../access/act.ts";
import type { RequestCtx } from "../trpc/init.ts";
import { exportMessages } from "../bulk/export.ts";
import type { SelectionWithReason } from "../messages/input.ts";
import { readBody } from "../payloads/read-body.ts";

/** What streams cannot go through tRPC; the same permissions hold, and refusals are noted. */
export async function exportAllowed(ctx: RequestCtx, input: SelectionWithReason): Promise<AsyncIterable<string>> {
  return exportMessages(ctx, input);
}

export async function bodyAllowed(ctx: RequestCtx, input: { readonly id: number; readonly version: number | null }): Promise<Buffer> {
  await demand(ctx, { permission: "message.view", scope: "everywhere", subject: `message ${input.id}` });
  return readBody(ctx, input);
}
