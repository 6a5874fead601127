import type { Ctx } from "../context.ts";

/** Adds up the counts of replays whose items have moved often since. Safe beside writers, and beside another worker that does the same. */
export async function sweepReplayCounts(ctx: Ctx): Promise<void> {
  await ctx.sql`
    with gone as (
      delete from replay_counts where replay_id in (select replay_id from replay_counts group by 1 having count(*) > 50) returning replay_id, state, reason_code, downstream, n
    )
    insert into replay_counts (replay_id, state, reason_code, downstream, n)
    select replay_id, state, reason_code, downstream, sum(n) from gone group by 1, 2, 3, 4 having sum(n) <> 0`;
}

/**
 * Adds up what brokers took of replays that run, or ended within a day: by ten seconds what is older than ten minutes, by minutes what is older than an hour. No chart shows a replay that old in finer
 * bars. Safe beside writers, and beside another worker that does the same.
 */
export async function sweepReplayPace({ sql }: Ctx): Promise<void> {
  await sql`
    with step as (
      select p.ctid, p.*, date_bin(case when p.at < now() - interval '1 hour' then interval '1 minute' else interval '10 seconds' end, p.at, 'epoch') as bin
      from replays r join replay_pace p on p.replay_id = r.id
      where (r.state in ('running', 'paused', 'observing') or r.finished_at > now() - interval '1 day') and p.at < now() - interval '10 minutes'
    ), fine as (
      select replay_id, bin from step group by 1, 2 having count(*) > 1
    ), gone as (
      delete from replay_pace p using step s join fine f using (replay_id, bin) where p.ctid = s.ctid returning p.replay_id, s.bin, p.n
    )
    insert into replay_pace (replay_id, at, n) select replay_id, bin, sum(n) from gone group by 1, 2 having sum(n) <> 0`;
}
