import type { Ctx } from "../../context.ts";
import { numberArray } from "../../db/arrays.ts";
import { announce } from "../../live/announce.ts";

/** The broker of these unknown items was asked and cannot tell whether they were sent: only a person can. Answers whether there were any. */
export function leaveUntold({ sql }: Ctx, ids: readonly number[]): Promise<boolean> {
  if (ids.length === 0) return Promise.resolve(false);
  return sql.begin(async (tx) => {
    const left = await tx`
      update replay_items set reason_code = case when reason_code = 'sent_since_backup' then 'not_told_since_backup' else reason_code end,
        reason_data = case when reason_code = 'sent_since_backup' then reason_data else coalesce(reason_data, '{}') || '{"untold":true}' end
      where id = any(${numberArray(ids)}::bigint[]) and state = 'unknown'`;
    if (left.count > 0) await announce(tx, ["replays"]);
    return left.count > 0;
  });
}
