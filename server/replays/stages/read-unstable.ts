import type { Ctx } from "../../context.ts";
import { gateNow, waits } from "../../downstreams/gate-now.ts";
import { readStandings } from "../../downstreams/read-standing.ts";

/** Downstreams that nothing but Redrive reads, by name. */
export function unreportedOf({ config }: Ctx): readonly string[] {
  return config.downstreams.flatMap(({ name, readings }) => (readings.length === 0 ? [name] : []));
}

/** Downstreams that a replay which is in its canary waits for now, by name: what comes back of messages that need one tells of that one. */
export async function readUnstable(ctx: Ctx, replayId: number): Promise<readonly string[]> {
  const { downstreams } = ctx.config;
  if (downstreams.length === 0) return [];
  const [replay] = await ctx.sql<[{ bulk: boolean; overridden: readonly string[] }?]>`
    select total > 1 as bulk, array(select o ->> 'downstream' from jsonb_array_elements(overrides) o) as overridden from replays
    where id = ${replayId} and exists (select from replay_stages where replay_id = ${replayId} and kind = 'canary' and state in ('sending', 'observing'))`;
  if (!replay) return [];
  const standings = await readStandings(ctx, downstreams);
  return standings.flatMap((standing) => {
    const spec = downstreams.find(({ name }) => name === standing.name);
    const isWaitedFor = spec && waits[gateNow(spec, standing, replay.bulk)] && !replay.overridden.includes(standing.name);
    return isWaitedFor ? [standing.name] : [];
  });
}
