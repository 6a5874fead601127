import { type Reading, readBytes } from "../bytes/read-bytes.ts";
import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { noSuch } from "../errors.ts";
import { isJson } from "../text/json-scan.ts";
import { type Place, readerOf } from "./reader.ts";

/** Larger bodies are shown by their beginning; the whole is a download away. */
export const shownBytes = 262_144;

/** A body as a browser can take it. `text` null: it holds none that can be read; `packing` and `charset`: how the text is stored. */
export interface Payload extends Pick<Reading, "text" | "packing" | "charset" | "words"> {
  readonly version: number;
  readonly size: number;
  readonly isNull: boolean;
  /** The stored bytes from their beginning, at most `shownBytes`; null: they are `text` in UTF-8. */
  readonly base64: string | null;
  readonly truncated: boolean;
  readonly json: boolean;
}

interface Row extends Place {
  readonly version: number;
  readonly size: number | null;
  readonly head: Buffer;
  readonly part: Buffer | null;
}

/** The body of one version, the newest when none is named. */
export async function getPayload(ctx: Ctx, { id, version }: { readonly id: number; readonly version?: number | null }): Promise<Payload> {
  const visible = await visibleQueues(ctx, "message.view");
  const [row] = await ctx.sql<Row[]>`
    select b.version, octet_length(b.body) as size, b.head, substring(b.body from 1 for ${shownBytes}) as part, q.source, q.name as queue, s.kind
    from bodies b join messages m on m.id = b.message_id join queues q on q.id = m.queue_id left join sources s on s.name = q.source
    where b.message_id = ${id} and b.version = coalesce(${version ?? null}::smallint, m.version) ${seenIn(ctx.sql, visible, ctx.sql`m.queue_id`)}`;
  if (!row) throw noSuch(`message ${id}${version ? ` with version ${version}` : ""}`);
  const { version: stored, size, part } = row;
  const head = readerOf(ctx, row)?.codec.decode(row.head) ?? { headers: [], properties: [] };
  // A null body reads like an empty one.
  return { version: stored, ...showBody(head, size === null ? null : (part ?? Buffer.alloc(0)), size ?? 0) };
}

/** Bytes that are not a message's, such as those of an outbox row, as messages' are shown. `part`: how a body of `size` bytes begins; null: a null body. */
export function showBody(head: Parameters<typeof readBytes>[0], part: Buffer | null, size: number): Omit<Payload, "version"> {
  return { size, isNull: part === null, ...showStart(head, part ?? Buffer.alloc(0), size) };
}

/** `part`: how a body of `size` bytes begins. */
function showStart(head: Parameters<typeof readBytes>[0], part: Buffer, size: number): Omit<Payload, "version" | "size" | "isNull"> {
  const { text, packing, charset, whole, words } = readBytes(head, part, { most: shownBytes, cut: size > part.length });
  const same = packing.length === 0 && charset === "UTF-8";
  return {
    text,
    packing,
    charset,
    words,
    base64: same ? null : part.toString("base64"),
    truncated: !whole,
    json: text !== null && whole && isJson(text),
  };
}
