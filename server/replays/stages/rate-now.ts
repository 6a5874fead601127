import type { Fragment } from "postgres";
import type { Sql, Transaction } from "../../db/client.ts";

/** Messages a second that `replays r` may send now: its own rate, or that of its ramp where it is lower. null: as fast as the broker confirms. */
export function rateNow(sql: Sql | Transaction): Fragment {
  return sql`least(r.rate, (select s.rate from replay_stages s where s.replay_id = r.id and s.kind = 'ramp' and s.state = 'sending'))`;
}
