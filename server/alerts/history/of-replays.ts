import type { Place } from "../../access/permissions.ts";
import type { Ctx } from "../../context.ts";
import { numberArray } from "../../db/arrays.ts";
import type { Facts } from "../facts.ts";
import { overMs } from "../limits.ts";
import type { Rule } from "../rule.ts";
import { dayMs, type History, type Known, minuteMs, momentOf, timesOf } from "./moment.ts";

interface Counted {
  readonly replayId: number;
  readonly at: Date;
  readonly sent: number;
  readonly back: number;
}

/** Replays of which something came back, minute by minute of their sends and comebacks, until they are looked at no more. */
export async function ofComebacks({ sql }: Pick<Ctx, "sql">, rule: Rule, known: Known, days: number): Promise<History> {
  const { now } = known;
  const from = new Date(now.getTime() - days * dayMs);
  const replays = await sql<{ id: number; places: readonly Place[]; finishedAt: Date | null }[]>`
    select r.id, r.places, r.finished_at as "finishedAt" from replays r
    where coalesce(r.finished_at, now()) > ${from} and (select sum(n) from replay_counts c where c.replay_id = r.id and c.state = 'came_back') > 0
    order by r.id`;
  const counted = await sql<Counted[]>`
    select replay_id as "replayId", date_trunc('minute', at) as at, sum(sent)::bigint as sent, sum(back)::bigint as back from (
      select i.replay_id, i.outcome_at as at, 1 as sent, 0 as back from replay_items i join replays r on r.id = i.replay_id
        where r.id = any(${numberArray(replays.map(({ id }) => id))}::bigint[]) and i.id between r.first_item and r.last_item and i.replay_id = r.id
          and i.state in ('confirmed', 'observing', 'presumed_ok', 'processed', 'came_back') and i.outcome_at is not null
      union all
      select i.replay_id, coalesce(n.captured_at, i.outcome_at), 0, 1 from replay_items i left join messages n on n.id = i.came_back_as
        where i.replay_id = any(${numberArray(replays.map(({ id }) => id))}::bigint[]) and i.state = 'came_back'
    ) s where at is not null group by 1, 2 order by 2`;
  const byReplay = Map.groupBy(counted, ({ replayId }) => replayId);
  const seen = replays.map((replay) => ({ ...replay, counted: byReplay.get(replay.id) ?? [] }));
  // What happened within a minute is known when it is over.
  const edges = seen.flatMap(({ finishedAt, counted: minutes }) => [
    ...minutes.map(({ at }) => at.getTime() + minuteMs),
    ...(finishedAt ? [finishedAt.getTime(), finishedAt.getTime() + overMs] : []),
  ]);
  function* moments(): Iterable<Facts> {
    for (const at of timesOf(rule, edges, now)) {
      const told = seen
        .filter(({ finishedAt }) => !finishedAt || finishedAt.getTime() + overMs > at)
        .map(({ id, places, finishedAt, counted: minutes }) => {
          const past = minutes.filter((minute) => minute.at.getTime() + minuteMs <= at);
          const running = !finishedAt || finishedAt.getTime() > at;
          // When it was paused by itself is not kept with its time.
          return { id, places, running, sent: sumOf(past, "sent"), cameBack: sumOf(past, "back"), stopped: null };
        });
      yield momentOf(known, at, { replays: told });
    }
  }
  return { from, to: now, rule, moments: moments() };
}

function sumOf(all: readonly Counted[], of: "sent" | "back"): number {
  return all.reduce((sum, one) => sum + one[of], 0);
}
