import type { Fragment } from "postgres";
import type { Sql, Transaction } from "../../db/client.ts";

/** The last item that may be claimed of a replay, as long as its canary is not over; null: all may. 0: nothing was fit to be a canary. */
export function canaryEnd(sql: Sql | Transaction, replayId: number | Fragment): Fragment {
  return sql`(
    select coalesce(s.last_item, 0) from replay_stages s where s.replay_id = ${replayId} and s.kind = 'canary' and s.state in ('sending', 'observing'))`;
}
