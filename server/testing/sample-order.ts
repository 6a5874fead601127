import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import { capture, rawMessage, type watchQueue } from "./messages.ts";

/** Two messages that died just now, with one event id and different bodies. The second waits for the first by its number. The id of the second. */
export async function sampleOrder(ctx: Ctx, reader: Awaited<ReturnType<typeof watchQueue>>, mark: string): Promise<number> {
  const ids = await capture(
    ctx,
    reader,
    [1, 2].map((n) => rawMessage({ body: Buffer.from(`{"n":${n}}`), diedAt: new Date(Date.now() - 60_000) })),
  );
  await ctx.sql`
    update messages set event_id = ${`${mark}again`}, event_key = ${`${mark}key`}, sequence = array_position(${numberArray(ids)}::bigint[], id)
    where id = any(${numberArray(ids)}::bigint[])`;
  await ctx.sql`
    insert into sequence_keys (queue_id, event_key, trouble, messages, waits_for, since, judged_at) values (${reader.queueId}, ${`${mark}key`}, 'gap', 1, 1, now(), now())`;
  return ids[1] ?? 0;
}
