import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";

/** Larger bodies are shown by their beginning; the whole is a download away. */
export const shownBytes = 262_144;

export interface Payload {
  readonly version: number;
  readonly size: number;
  readonly isNull: boolean;
  /** The body as text when it is UTF-8; null: binary. */
  readonly text: string | null;
  /** Its beginning as base64, for the hex view; at most `shownBytes`. */
  readonly base64: string;
  readonly truncated: boolean;
  readonly json: boolean;
}

/** The body of one version (the newest when none is named) as a browser can take it. */
export async function getPayload(ctx: Ctx, { id, version }: { readonly id: number; readonly version?: number | null }): Promise<Payload> {
  const [row] = await ctx.sql<{ version: number; size: number | null; part: Buffer | null }[]>`
    select b.version, octet_length(b.body) as size, substring(b.body from 1 for ${shownBytes}) as part
    from bodies b join messages m on m.id = b.message_id
    where b.message_id = ${id} and b.version = coalesce(${version ?? null}::smallint, m.version)`;
  if (!row) throw new DomainError("not_found", `There is no message ${id}${version ? ` with version ${version}` : ""}.`);
  const part = row.part ?? Buffer.alloc(0);
  const truncated = (row.size ?? 0) > part.length;
  const text = decode(part, truncated);
  return {
    version: row.version,
    size: row.size ?? 0,
    isNull: row.size === null,
    text,
    base64: (text === null ? part : part.subarray(0, 4_096)).toString("base64"),
    truncated,
    json: text !== null && !truncated && isJson(text),
  };
}

/** Streaming mode forgives a character that the cut went through, and nothing else. */
function decode(part: Buffer, truncated: boolean): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(part, { stream: truncated });
  } catch {
    return null;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
