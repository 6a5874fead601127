import type { Ctx } from "../../context.ts";
import { type Place, type Reader, readerOf } from "../../payloads/reader.ts";

/** A queue and how its messages are read. */
export interface QueueReader extends Reader {
  readonly queueId: number;
}

/** How messages of a queue are read today. Rejects where nobody can know: its source is not configured and has never answered. */
export async function readQueueReader(ctx: Ctx, queueId: number): Promise<QueueReader> {
  const [place] = await ctx.sql<Place[]>`
    select q.source, q.name as queue, s.kind from queues q left join sources s on s.name = q.source where q.id = ${queueId}`;
  if (!place) throw new Error(`There is no queue ${queueId}.`);
  const reader = readerOf(ctx, place);
  if (!reader) throw new Error(`Source "${place.source}" is not configured and has never answered, so its messages cannot be read.`);
  return { queueId, ...reader };
}
