import type { BrokerKind } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import { act } from "../access/act.ts";
import { findSource } from "../config/find.ts";
import type { Selection, SelectionWithReason } from "../messages/input.ts";
import { placesOf } from "../selections/places.ts";
import { selectMessages } from "../selections/select.ts";

const atOnce = 200;
const maxBytes = 8 * 1024 * 1024;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The selection as JSON lines, newest version of each message: what it is, its headers with their types, and its body as text, or as
 * base64 where it is not UTF-8. Memory is bounded by a few megabytes of bodies. The audit row is written before this resolves, so before the first line
 * leaves. Rejects with `invalid` for an unreadable filter: then there is no audit row.
 */
export async function exportMessages(ctx: Ctx, { selection, reason }: SelectionWithReason): Promise<AsyncIterable<string>> {
  const subject = "ids" in selection ? `${selection.ids.length} messages` : "messages that match a filter";
  const asked = { permission: "message.export", scope: await placesOf(ctx, selection), subject, reason } as const;
  await act(ctx, asked, async (_tx, operation) => operation.note({ data: { act: "export", selection } }));
  return linesOf(ctx, selection);
}

async function* linesOf(ctx: Ctx, selection: Selection): AsyncGenerator<string> {
  for await (const ids of selectMessages(ctx, selection, atOnce)) {
    for await (const part of partsOf(ctx, ids)) yield* exportPart(ctx, part);
  }
}

async function* partsOf(ctx: Ctx, ids: readonly number[]): AsyncGenerator<readonly number[]> {
  const sizes = await ctx.sql<{ id: number; size: number }[]>`
    select m.id, octet_length(b.head) + coalesce(octet_length(b.body), 0) as size
    from messages m join bodies b on b.message_id = m.id and b.version = m.version
    where m.id = any(${numberArray(ids)}::bigint[]) order by m.id`;
  let part: number[] = [];
  let bytes = 0;
  for (const { id, size } of sizes) {
    if (part.length > 0 && bytes + size > maxBytes) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(id);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

async function* exportPart(ctx: Ctx, ids: readonly number[]): AsyncGenerator<string> {
  const rows = await ctx.sql`
    select m.id, q.source, q.name as queue, m.state, m.died_at as "diedAt", m.captured_at as "capturedAt", m.event_id as "eventId",
      m.event_key as "eventKey", nullif(m.event_type, '') as "eventType", g.category, g.verdict, g.title as "group", m.error_text as "errorText",
      m.attempts, m.version, m.replay_count as "replayCount", b.head, b.body, s.kind
    from messages m join queues q on q.id = m.queue_id join groups g on g.id = m.group_id
    join bodies b on b.message_id = m.id and b.version = m.version left join sources s on s.name = q.source
    where m.id = any(${numberArray(ids)}::bigint[]) order by m.id`;
  for (const { head, body, kind, ...facts } of rows) {
    const known = findSource(ctx.config, facts["source"] as string)?.kind ?? (kind as BrokerKind | null);
    const decoded = known ? ctx.brokers.codec(known).decode(head as Buffer) : null;
    const read = decoded && { ...decoded, key: decoded.key && encodeBytes(Buffer.from(decoded.key)) };
    yield `${JSON.stringify({ ...facts, head: read, body: body === null ? null : encodeBytes(body as Buffer) })}\n`;
  }
}

function encodeBytes(bytes: Buffer): { text: string } | { base64: string } {
  try {
    return { text: utf8.decode(bytes) };
  } catch {
    return { base64: bytes.toString("base64") };
  }
}
