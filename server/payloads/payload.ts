import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { gunzipStart, isGzip } from "./gunzip.ts";
import { textOf, textOfStart } from "./text.ts";

/** Larger bodies are shown by their beginning; the whole is a download away. */
export const shownBytes = 262_144;

export interface Payload {
  readonly version: number;
  readonly size: number;
  readonly isNull: boolean;
  /** The body is compressed: `text` is what is inside, `base64` is what is stored and sent. */
  readonly gzip: boolean;
  /** The body as text when it is UTF-8; null: binary. */
  readonly text: string | null;
  /** The stored bytes from their beginning, at most `shownBytes`; null: `text` says them all. */
  readonly base64: string | null;
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
  const cut = (row.size ?? 0) > part.length;
  const inside = isGzip(part) ? await gunzipStart(part, shownBytes) : null;
  const truncated = cut || (inside?.more ?? false);
  const shown = inside?.bytes ?? part;
  const text = truncated ? textOfStart(shown) : textOf(shown);
  return {
    version: row.version,
    size: row.size ?? 0,
    isNull: row.size === null,
    gzip: inside !== null,
    text,
    base64: text === null || inside !== null ? part.toString("base64") : null,
    truncated,
    json: text !== null && !truncated && isJson(text),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
