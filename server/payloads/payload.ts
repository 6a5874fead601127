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
  const { version: stored, size, part } = row;
  // A null body reads like an empty one.
  const shown = await readStart(part ?? Buffer.alloc(0), size ?? 0);
  return { version: stored, size: size ?? 0, isNull: size === null, ...shown };
}

type Shown = Pick<Payload, "gzip" | "text" | "base64" | "truncated" | "json">;

/** `part`: how a body of `size` bytes begins. */
async function readStart(part: Buffer, size: number): Promise<Shown> {
  const inside = isGzip(part) ? await gunzipStart(part, shownBytes) : null;
  const bytes = inside?.bytes ?? part;
  const truncated = size > part.length || inside?.more === true;
  const text = truncated ? textOfStart(bytes) : textOf(bytes);
  return {
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
