import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import { act, demand } from "../access/act.ts";
import { asOfNow, type AsksAgain } from "../access/as-of-now.ts";
import { deathColumns } from "../messages/death-columns.ts";
import type { Confirmed, ConfirmedWithReason } from "../messages/input.ts";
import { readParts, type Stored } from "../payloads/read.ts";
import { readerOf } from "../payloads/reader.ts";
import { printBytes } from "../payloads/text.ts";
import { messagesText } from "./words.ts";
import { placesOf } from "../selections/places.ts";
import { noneThere, seenIds } from "../selections/seen-ids.ts";
import { readPrepared } from "../selections/prepare.ts";
import { selectMessages } from "../selections/select.ts";

const atOnce = 200;

/**
 * The selection as JSON lines, newest version of each message: what it is, when it died (null: not known; then after which time, and captured when), its headers with their types, and its body as text, or as
 * base64 where it is not UTF-8. Memory is bounded by a few megabytes of bodies. The audit row is written before this resolves, so before the first line
 * leaves. Rejects with `conflict` when the prepared selection is gone: then there is no audit row. The lines break off with `forbidden` or
 * `unauthenticated` once whoever asked may no longer export in each of the queues.
 */
export async function exportMessages(ctx: Ctx & AsksAgain, { selection, reason }: ConfirmedWithReason): Promise<AsyncIterable<string>> {
  await demand(ctx, { permission: "message.export", scope: "somewhere", subject: "messages" });
  const { places, total, asked, seen } = await factsOf(ctx, selection);
  const subject = messagesText(total);
  const needed = { permission: "message.export", scope: places, subject, missing: noneThere } as const;
  await act(ctx, { ...needed, reason }, async (_tx, operation) => operation.note({ data: { act: "export", selection: asked } }));
  return linesOf(ctx, seen, needed);
}

async function factsOf(ctx: Ctx, selection: Confirmed) {
  if ("ids" in selection) {
    const seen = { ids: await seenIds(ctx, selection.ids) };
    return { places: await placesOf(ctx, seen), total: seen.ids.length, asked: seen, seen };
  }
  const { places, total, filter } = await readPrepared(ctx, selection.prepared);
  return { places, total, asked: filter, seen: selection };
}

async function* linesOf(ctx: Ctx & AsksAgain, selection: Confirmed, needed: Parameters<typeof demand>[1]): AsyncGenerator<string> {
  for await (const ids of selectMessages(ctx, selection, atOnce)) {
    await demand(await asOfNow(ctx), needed);
    for await (const part of readParts(ctx, ids)) yield* exportPart(ctx, part);
  }
}

async function* exportPart(ctx: Ctx, part: readonly Stored[]): AsyncGenerator<string> {
  const stored = new Map(part.map((one) => [one.id, one]));
  const rows = await ctx.sql<({ readonly id: number } & Readonly<Record<string, unknown>>)[]>`
    select m.id, q.source, q.name as queue, m.state, ${deathColumns(ctx)}, m.event_id as "eventId",
      m.event_key as "eventKey", nullif(m.event_type, '') as "eventType", g.category, g.verdict, g.title as "group", m.error_text as "errorText",
      m.attempts, m.replay_count as "replayCount"
    from messages m join queues q on q.id = m.queue_id join groups g on g.id = m.group_id
    where m.id = any(${numberArray([...stored.keys()])}::bigint[]) order by m.id`;
  for (const facts of rows) {
    const bytes = stored.get(facts.id);
    if (!bytes) continue;
    const { version, body } = bytes;
    const decoded = readerOf(ctx, bytes)?.codec.decode(bytes.head) ?? null;
    const head = decoded && { ...decoded, key: decoded.key && printBytes(decoded.key) };
    yield `${JSON.stringify({ ...facts, version, head, body: body && printBytes(body) })}\n`;
  }
}
