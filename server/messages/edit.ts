import { BrokerError } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { findSource } from "../config/find.ts";
import type { Edit } from "./input.ts";
import { storeVersion } from "./store-version.ts";

interface Current {
  readonly source: string;
  readonly queue: string;
  readonly version: number;
  readonly head: Buffer;
  readonly body: Buffer | null;
}

/**
 * Makes a new version of a dead message; the former ones stay. Untouched headers keep their exact bytes. Conflict: somebody acted on the
 * message since `seq`. Invalid: a header that its type cannot hold, by name.
 */
export async function editMessage(ctx: Ctx, input: Edit): Promise<{ readonly version: number; readonly seq: number }> {
  const current = await readCurrent(ctx, input.id);
  return storeVersion(ctx, { ...input, place: current, from: current, to: applyEdit(ctx, current, input) });
}

/** The bytes of an edit, not stored: untouched headers keep theirs. Invalid: a header that its type cannot hold, by name. */
export function applyEdit(
  ctx: Ctx,
  current: Pick<Current, "source" | "head" | "body">,
  { head, body }: Pick<Edit, "head" | "body">,
): { readonly head: Buffer; readonly body: Buffer | null } {
  return {
    head: head ? Buffer.from(changeHead(ctx, current, head)) : current.head,
    body: body === undefined ? current.body : bytesOf(body),
  };
}

async function readCurrent(ctx: Ctx, id: number): Promise<Current> {
  const [current] = await ctx.sql<Current[]>`
    select q.source, q.name as queue, m.version, b.head, b.body from messages m
    join queues q on q.id = m.queue_id join bodies b on b.message_id = m.id and b.version = m.version
    where m.id = ${id}`;
  if (!current) throw new DomainError("not_found", `There is no message ${id}.`);
  return current;
}

function changeHead(ctx: Ctx, current: Pick<Current, "source" | "head">, to: NonNullable<Edit["head"]>): Uint8Array {
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
