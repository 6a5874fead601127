import type { Ctx } from "../../context.ts";
import { textArray } from "../../db/arrays.ts";
import type { Batch } from "./batch.ts";
import type { KeyOrder } from "./key-order.ts";

/** Holds the keys of a batch of which an earlier message was not sent, by this worker or by another before it. */
export async function holdKeys({ sql }: Ctx, order: KeyOrder, { replayId, items }: Batch): Promise<void> {
  const trouble = sql`i.replay_id = ${replayId} and i.state in ('returned', 'refused', 'unknown', 'cancelled')
    and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled')`;
  if ((await sql`select 1 from replay_items i where ${trouble} limit 1`).length === 0) return;
  const keys = [...new Set(items.flatMap(({ eventKey }) => eventKey ?? []))];
  const stopped = await sql<{ key: string; behind: number }[]>`
    select m.event_key as key, min(m.id) as behind from replay_items i join messages m on m.id = i.message_id
    where ${trouble} and i.id < ${items[0]?.id ?? 0} and m.event_key = any(${textArray(keys)}::text[]) group by 1`;
  for (const { key, behind } of stopped) order.hold(key, behind);
}
