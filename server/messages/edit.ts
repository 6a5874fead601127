import { demand } from "../access/act.ts";
import { BrokerError } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { findSource } from "../config/find.ts";
import { readStored, type Stored } from "../payloads/read.ts";
import { demandOrigin } from "./demand-origin.ts";
import type { Edit } from "./input.ts";
import { storeVersion } from "./store-version.ts";

/**
 * Makes a new version of a dead message; the former ones stay. Untouched headers keep their exact bytes. Conflict: somebody acted on the
 * message since `seq`. Invalid: a header that its type cannot hold, by name.
 */
export async function editMessage(ctx: Ctx, input: Edit): Promise<{ readonly version: number; readonly seq: number }> {
  await demand(ctx, { permission: "message.edit", scope: "somewhere", subject: `message ${input.id}` });
  const current = await readStored(ctx, input.id);
  const scope = [{ source: current.source, queue: current.queue }];
  await demand(ctx, { permission: "message.edit", scope, subject: `message ${input.id}` });
  const to = applyEdit(ctx, current, input);
  await demandOrigin(ctx, current, to);
  return storeVersion(ctx, { ...input, from: current, to });
}

/** The bytes of an edit, not stored: untouched headers keep theirs. Invalid: a header that its type cannot hold, by name. */
export function applyEdit(
  ctx: Ctx,
  current: Pick<Stored, "source" | "head" | "body">,
  { head, body }: Pick<Edit, "head" | "body">,
): { readonly head: Buffer; readonly body: Buffer | null } {
  return {
    head: head ? Buffer.from(changeHead(ctx, current, head)) : current.head,
    body: body === undefined ? current.body : bytesOf(body),
  };
}

function changeHead(ctx: Ctx, current: Pick<Stored, "source" | "head">, to: NonNullable<Edit["head"]>): Uint8Array {
  const source = findSource(ctx.config, current.source);
  if (!source)
    throw new DomainError("unavailable", `Source "${current.source}" is no longer configured, so its headers cannot be written.`);
  try {
    return ctx.brokers.codec(source.kind).edit(current.head, to);
  } catch (cause) {
    if (cause instanceof BrokerError) throw new DomainError("invalid", cause.message, { cause });
    throw cause;
  }
}

function bytesOf(body: NonNullable<Edit["body"]> | null): Buffer | null {
  if (body === null) return null;
  return "text" in body ? Buffer.from(body.text, "utf8") : Buffer.from(body.base64, "base64");
}
