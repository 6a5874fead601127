import type { Place } from "../access/permissions.ts";
import { seenIn, visibleQueues } from "../access/visible.ts";
import { act } from "../access/act.ts";
import type { RawMessage } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import { deriveMessage } from "../messages/derive/derive.ts";
import { readQueueReader } from "../messages/derive/queue-reader.ts";
import { cleanText } from "../text/clean.ts";
import type { ImportsAgain } from "../messages/input.ts";
import { countStored } from "./count-stored.ts";
import { findKnown } from "./keep-fresh.ts";
import { Originals } from "./originals.ts";
import { tellSignals } from "./tell-signals.ts";
import { storeBatch } from "./store-batch.ts";
import { takeIds } from "./take-ids.ts";

interface FailedImport extends RawMessage {
  readonly id: number;
  readonly queueId: number;
}

/**
 * Tries failed imports once more, each on its own; what fails again stays where it is with the new reason. The intent is in the audit log before the
 * first is stored, the outcome after the last: a crash between them leaves the intent.
 */
export async function importAgain(
  ctx: Ctx,
  { ids: chosen }: ImportsAgain,
): Promise<{ readonly imported: number; readonly failed: number }> {
  const subject = chosen.length === 1 ? "1 failed import" : `${chosen.length} failed imports`;
  const { ids, places } = await findSeen(ctx, chosen);
  const asked = { permission: "import.retry", scope: places, subject, missing: "None of these failed imports is there." } as const;
  const operation = await act(ctx, asked, async (_tx, intent) => {
    intent.note({ data: { act: "import", ids } });
    return intent.id;
  });
  let imported = 0;
  let failed = 0;
  for (const id of ids) {
    const [kept] = await ctx.sql<FailedImport[]>`
      select id, queue_id as "queueId", head, body, position, identity, redelivered
      from failed_imports where id = ${id} and message_id is null`;
    if (!kept) continue;
    try {
      await importOne(ctx, kept);
      imported++;
    } catch (error) {
      const text = cleanText(error instanceof Error ? error.message : String(error), 1_000);
      await ctx.sql`update failed_imports set tries = tries + 1, error = ${text}, at = ${ctx.clock()} where id = ${id}`;
      failed++;
    }
  }
  await act(ctx, { ...asked, operation }, async (_tx, end) => {
    end.note({ data: { act: "imported", imported, failed } });
    end.announce("imports");
  });
  return { imported, failed };
}

/** Those that whoever acts may see, and where they are. */
async function findSeen(ctx: Ctx, ids: readonly number[]): Promise<{ readonly ids: readonly number[]; readonly places: readonly Place[] }> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "import.view");
  const rows = await sql<(Place & { readonly id: number })[]>`
    select f.id, q.source, q.name as queue from failed_imports f join queues q on q.id = f.queue_id
    where f.id = any(${numberArray(ids)}::bigint[]) ${seenIn(sql, visible, sql`f.queue_id`)} order by f.id`;
  const places = new Map(rows.map(({ source, queue }) => [JSON.stringify([source, queue]), { source, queue }]));
  return { ids: rows.map(({ id }) => id), places: [...places.values()] };
}

/** Row and mark commit together; what its exact identity proves to be stored by now points to that message. */
async function importOne(ctx: Ctx, kept: FailedImport): Promise<void> {
  const reader = await readQueueReader(ctx, kept.queueId);
  const { value: [raw = kept] = [] } = await new Originals(ctx, reader).complete([kept], new AbortController().signal).next();
  const arrival = deriveMessage(reader, raw, ctx.clock());
  const [id = 0] = await takeIds(ctx, 1);
  const input = { reader, incoming: [{ id, raw, arrival }], at: ctx.clock() };
  const { signals, ...done } = await storeBatch(ctx, input, async (tx) => {
    const { count } = await tx`update failed_imports set message_id = ${id} where id = ${kept.id} and message_id is null`;
    if (count === 0) throw new Error("It has been imported by somebody else in the meantime.");
  });
  countStored(reader, done);
  if (signals) tellSignals(ctx, signals);
  if (done.stored > 0 || kept.identity === null) return;
  const known = await findKnown(ctx.sql, kept.queueId, kept.identity);
  await ctx.sql`update failed_imports set message_id = ${known} where id = ${kept.id}`;
}
