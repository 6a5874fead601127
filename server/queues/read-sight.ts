import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { isAlive } from "../process/heartbeat.ts";
import type { SeenSource } from "./output.ts";
import type { Sight } from "./sight.ts";

/**
 * What the workers last knew of the configured sources and watched queues. To somebody who does not see all queues, of those that they see, and nothing
 * of why a source fails: its words may name any queue.
 */
export async function readSight(ctx: Ctx): Promise<Sight> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "queue.view");
  const sources = visible === "everywhere" ? null : new Set(visible.map(({ source }) => source));
  const [known, [workers], [queues]] = await Promise.all([
    sql<(Omit<SeenSource, "state"> & { state: "connected" | "connecting" | "failed" })[]>`
      select name, state, since, last_success_at as "lastSuccessAt", case when state = 'failed' then last_error end as "lastError" from sources`,
    sql<[{ alive: number; at: Date | null }]>`
      select count(*) filter (where ${isAlive(sql)})::int as alive, max(beat_at) as at from workers`,
    sql<[Sight["queues"]]>`
      select count(*) filter (where watched)::int as watched, count(*) filter (where watched and state = 'paused')::int as paused,
        count(*) filter (where watched and state = 'failed')::int as failed,
        case when bool_and(ready is not null) filter (where watched) then sum(ready) filter (where watched)::bigint end as waiting,
        (select coalesce(sum(p.missing), 0)::bigint from log_positions p join queues w on w.id = p.queue_id where w.watched ${seenIn(sql, visible, sql`w.id`)}) as unheld,
        count(*) filter (where watched and greatest(alive_at, depth_at) is null)::int as "neverRead",
        min(greatest(alive_at, depth_at)) filter (where watched and state in ('running', 'watching')) as "readAt"
      from queues q where true ${seenIn(sql, visible, sql`q.id`)}`,
  ]);
  const byName = new Map(known.map((source) => [source.name, source]));
  return {
    now: ctx.clock(),
    restricted: sources !== null,
    workers: workers.alive,
    workerAt: workers.at,
    queues,
    sources: ctx.config.sources
      .map(({ name }) => byName.get(name) ?? { name, state: "unheard" as const, since: null, lastSuccessAt: null, lastError: null })
      .flatMap((source) => (sources === null ? [source] : sources.has(source.name) ? [{ ...source, lastError: null }] : [])),
  };
}
