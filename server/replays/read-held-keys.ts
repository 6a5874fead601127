import type { Sql } from "../db/client.ts";
import type { Reason } from "../messages/reason.ts";
import { reasonColumn } from "./reason-column.ts";

/** Messages of one key that a replay holds. */
export interface HeldKey {
  /** null: they carry none. */
  readonly eventKey: string | null;
  readonly n: number;
  /** The first of them in the order of sending, and why it is held. */
  readonly messageId: number;
  readonly reason: Reason | null;
}

export interface HeldKeys {
  /** In the order of sending; the first few. */
  readonly first: readonly HeldKey[];
  /** Keys of all that was looked at. */
  readonly keys: number;
  /** Not all that is held was looked at. */
  readonly some: boolean;
}

/** A page asks each second: of a million that are held no more are looked at. */
const lookedAt = 1_000;
const shown = 5;

/** Which keys a replay holds, and why. */
export async function readHeldKeys(sql: Sql, replayId: number): Promise<HeldKeys> {
  const rows = await sql<(HeldKey & { keys: number; all: number })[]>`
    with held as (
      select i.id, i.message_id, i.reason_code, i.reason_data from replay_items i
      where i.replay_id = ${replayId} and i.state = 'held' and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled')
      order by i.id limit ${lookedAt}
    ), keyed as (
      select m.event_key, min(h.id) as first, count(*) as n from held h left join messages m on m.id = h.message_id group by 1
    )
    select k.event_key as "eventKey", k.n, i.message_id as "messageId", ${reasonColumn(sql, sql`i.reason_code`, sql`i.reason_data`)} as reason,
      (select count(*) from keyed) as keys, (select count(*) from held) as all
    from keyed k join held i on i.id = k.first order by k.first limit ${shown}`;
  const [row] = rows;
  return {
    first: rows.map(({ eventKey, n, messageId, reason }) => ({ eventKey, n, messageId, reason })),
    keys: row?.keys ?? 0,
    some: row?.all === lookedAt,
  };
}
