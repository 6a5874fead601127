import type { Ctx } from "../context.ts";

const most = 5;

export interface RunningReplay {
  readonly id: number;
  readonly selection: string;
  readonly reason: string;
  readonly state: "running" | "paused";
  readonly pauseReason: string | null;
  readonly rate: number | null;
  readonly total: number;
  /** Items by state; what is not named is 0. */
  readonly counts: Readonly<Record<string, number>>;
}

/** The replays that are not over, newest first. */
export async function readRunningReplays({ sql }: Ctx): Promise<readonly RunningReplay[]> {
  return sql<RunningReplay[]>`
    select r.id, r.selection, r.reason, r.state, r.pause_reason as "pauseReason", r.rate, r.total, i.counts
    from (select * from replays where state in ('running', 'paused') order by id desc limit ${most}) r
    cross join lateral (
      select coalesce(jsonb_object_agg(state, n), '{}') as counts
      from (select state, count(*) as n from replay_items where replay_id = r.id group by 1) by_state
    ) i order by r.id desc`;
}
