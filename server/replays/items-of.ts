import type { Fragment } from "postgres";
import type { Sql } from "../db/client.ts";

/** Which `replay_items i` are a replay's: a stretch of their key. */
export function itemsOf(sql: Sql, replayId: number): Fragment {
  return sql`i.replay_id = ${replayId} and i.id between (select first_item from replays where id = ${replayId}) and (select last_item from replays where id = ${replayId})`;
}
