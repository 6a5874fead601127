import type { Ctx } from "../../context.ts";
import { numberArray } from "../../db/arrays.ts";
import { announce } from "../../live/announce.ts";

/** A backup does not know whether these were sent, and neither does the broker: only a person can tell. Answers whether there were any. */
export function leaveUntold({ sql }: Ctx, ids: readonly number[]): Promise<boolean> {
  if (ids.length === 0) return Promise.resolve(false);
  return sql.begin(async (tx) => {
    const left = await tx`
      update replay_items set reason_code = 'not_told_since_backup'
      where id = any(${numberArray(ids)}::bigint[]) and state = 'unknown' and reason_code = 'sent_since_backup'`;
    if (left.count > 0) await announce(tx, ["replays"]);
    return left.count > 0;
  });
}
