import type { Seen } from "../access/seen.ts";
import { seenWithin } from "../access/visible.ts";
import type { Sql } from "../db/client.ts";
import type { WaitingReplay } from "./output.ts";

/**
 * Replays that wait because of a downstream, by its name, the newest first: they hold messages for it, or their canary came back from it and another is
 * chosen once it is stable. One that is paused is among them: a resume alone would not let it go on.
 */
export async function readWaiting(sql: Sql, { replays }: Seen): Promise<ReadonlyMap<string, readonly WaitingReplay[]>> {
  const rows = await sql<(WaitingReplay & { downstream: string })[]>`
    select w.downstream, r.id, r.state = 'paused' as "isPaused", sum(w.held)::bigint as held, bool_or(w.held = 0) as "forCanary" from replays r join (
      select c.replay_id, c.downstream, sum(c.n) as held from replay_counts c join replays o on o.id = c.replay_id and o.state in ('running', 'paused')
      where c.downstream is not null group by 1, 2 having sum(c.n) > 0
      union all
      select s.replay_id, t.name, 0 from replay_stages s join replays o on o.id = s.replay_id and o.state in ('running', 'paused') cross join unnest(s.tried) t(name)
      where s.kind = 'canary' and s.state in ('sending', 'observing') and exists (
        select from replay_items i join messages m on m.id = i.message_id
        where i.replay_id = s.replay_id and i.id between coalesce(s.first_item, o.first_item) and s.last_item and i.state = 'came_back'
          and t.name = any(string_to_array(m.needs, ',')))
    ) w on w.replay_id = r.id
    where true ${seenWithin(sql, replays, sql`r.places`)} group by w.downstream, r.id order by r.id desc`;
  const found = Map.groupBy(rows, ({ downstream }) => downstream);
  return new Map(
    [...found].map(([name, all]) => [name, all.map(({ id, isPaused, held, forCanary }) => ({ id, isPaused, held, forCanary }))]),
  );
}
