import type { Transaction } from "../db/client.ts";

/** Messages of one group and event type that a replay has sent, and that may come back. */
export interface Watched {
  readonly groupId: number;
  readonly type: string;
  readonly state: string;
  readonly n: number;
}

/** Those that were sent until `until`, as they were when the slow facts were read. */
export interface WatchedBefore {
  readonly until: Date;
  readonly rows: readonly Watched[];
}

/** More than so many are not counted each time. */
const mostCounted = 20_000;
/** What was sent as long ago has been written. */
const writtenMs = 30_000;

/** null: so few are watched that they are counted each time. */
export async function readWatchedBefore(tx: Transaction, now: Date): Promise<WatchedBefore | null> {
  const [counted] = await tx<{ n: number }[]>`select coalesce(sum(n), 0)::bigint as n from replay_counts where state = 'observing'`;
  if ((counted?.n ?? 0) <= mostCounted) return null;
  const until = new Date(now.getTime() - writtenMs);
  return { until, rows: await countWatched(tx, { from: null, until }) };
}

/** All of them: what was sent since `before` is counted now, so that nothing that has just left a replay's hand is missed. */
export async function readWatched(tx: Transaction, before: WatchedBefore | null): Promise<readonly Watched[]> {
  if (!before) return countWatched(tx, { from: null, until: null });
  return [...before.rows, ...(await countWatched(tx, { from: before.until, until: null }))];
}

/** Replays are chosen by their counts: without one that watches nothing is read. */
function countWatched(
  tx: Transaction,
  { from, until }: { readonly from: Date | null; readonly until: Date | null },
): Promise<readonly Watched[]> {
  return tx<Watched[]>`
    select m.group_id as "groupId", m.event_type as type, m.state, count(*) as n
    from (select replay_id from replay_counts where state = 'observing' group by 1 having sum(n) > 0) r
      join replay_items i on i.replay_id = r.replay_id and i.state = 'observing' ${from ? tx`and i.outcome_at > ${from}` : tx``} ${until ? tx`and i.outcome_at <= ${until}` : tx``} join messages m on m.id = i.message_id
    group by 1, 2, 3`;
}
