import type { Fragment } from "postgres";
import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";

/**
 * The `Exclusion` of a chosen message, null when it can be sent: over `m` (state, replay_count), its group `g` and its queue `q`. Plan and start
 * judge by the same words.
 */
export function judgeMessage({ sql, config, brokers }: Ctx, target: ReplayTarget): Fragment {
  const release = target.to === "release";
  const needsOrigin = target.to === "failed_queue" || target.to === "origin";
  // A queue or topic that is sent to by name has no exchange to go back to.
  const named = config.sources.filter(({ kind }) => !brokers.codec(kind).exchanges).map(({ name }) => name);
  const withoutExchange = target.to === "origin" ? named : [];
  return sql`case
    when m.state in ('replaying', 'unknown') then 'in_replay'
    when m.state <> 'dead' then 'not_dead'
    when ${!release} and m.replay_count >= ${config.replayLimit} then 'too_often'
    when ${needsOrigin} and (g.origin is null or q.source = any(${textArray(withoutExchange)}::text[])) then 'no_origin'
    when ${release} and q.mode = 'mirror' then 'stays'
    when ${release} and q.watched and q.mode = 'take' and q.paused_by is null then 'captured'
  end`;
}
