import type { Sql, Transaction } from "../db/client.ts";
import type { ItemState } from "./transitions.ts";

/** Items of a replay that have the same state. */
export interface Outcomes {
  readonly state: ItemState;
  /** Of skipped and held ones the check that says so; null otherwise, and of items from before this was noted. */
  readonly code: string | null;
  readonly n: number;
}

/**
 * What has become of a replay's items, most first: every one counts, so that what was not done is never left out. Items that were counted before their
 * reason was noted leave under one, which is then below nothing: that is taken from those without a reason.
 */
export function readOutcomes(sql: Sql | Transaction, replayId: number): Promise<readonly Outcomes[]> {
  return sql<Outcomes[]>`
    select state, code, sum(n)::bigint as n from (
      select state, case when sum(n) > 0 then reason_code end as code, sum(n) as n from replay_counts where replay_id = ${replayId} group by state, reason_code
    ) by_reason group by 1, 2 having sum(n) > 0 order by 3 desc, 1, 2`;
}
