import type { SourceConfig } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { dateArray, numberArray } from "../db/arrays.ts";
import { announce } from "../live/announce.ts";
import type { Depth } from "../sources/port.ts";

/** Fresher samples are another worker's: they are not taken twice. */
const freshSeconds = 8;
const atOnce = 8;

/** Asks the broker how much waits in each watched queue that is wanted and keeps the answers; a queue that cannot be asked is skipped and stays as old as it is. */
export async function sampleDepths(ctx: Ctx, source: SourceConfig, isWanted: (queue: string) => boolean = () => true): Promise<void> {
  const broker = ctx.brokers.get(source.name);
  const waiting = await ctx.sql<{ id: number; name: string }[]>`
    select id, name from queues where source = ${source.name} and watched
      and (depth_at is null or depth_at < now() - make_interval(secs => ${freshSeconds}))
    order by id`;
  const due = waiting.filter(({ name }) => isWanted(name));
  let firstError: unknown = null;
  for (let from = 0; from < due.length; from += atOnce) {
    const answers = await Promise.allSettled(
      due.slice(from, from + atOnce).map(async ({ id, name }) => {
        const at = ctx.clock();
        const depth = await broker.depth(name);
        return { id, agoMs: ctx.clock().getTime() - (depth.at ?? at).getTime(), depth };
      }),
    );
    firstError ??= answers.find((answer) => answer.status === "rejected")?.reason;
    const sampled = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    if (sampled.length > 0) await writeSamples(ctx, sampled);
  }
  if (firstError) throw firstError;
}

interface Sample {
  readonly id: number;
  /** Since it was so: a row has the database's time, since the clocks of workers differ. */
  readonly agoMs: number;
  readonly depth: Depth;
}

async function writeSamples(ctx: Ctx, samples: readonly Sample[]): Promise<void> {
  await ctx.sql.begin(async (tx) => {
    // In order, and by a statement of its own: two that lock and update in one may wait for each other.
    await tx`select from queues where id = any(${numberArray(samples.map(({ id }) => id))}::int[]) order by id for no key update`;
    const changed = await tx<{ changed: boolean }[]>`
      with sample as (
        select t.*, clock_timestamp() - make_interval(secs => greatest(0, t.ago_ms) / 1000) as at from unnest(
          ${numberArray(samples.map(({ id }) => id))}::int[], ${numberArray(samples.map(({ agoMs }) => agoMs))}::float8[],
          ${numberArray(samples.map(({ depth }) => depth.ready))}::int[], ${dateArray(samples.map(({ depth }) => depth.oldestAt))}::timestamptz[],
          ${dateArray(samples.map(({ depth }) => depth.expiresAt))}::timestamptz[], ${numberArray(samples.map(({ depth }) => depth.others || null))}::int[]
        ) as t(id, ago_ms, ready, oldest_at, expires_at, others)
      ), kept as (
        insert into queue_depths (queue_id, at, ready) select id, at, ready from sample on conflict do nothing
      )
      update queues q set ready = s.ready, oldest_at = s.oldest_at, expires_at = s.expires_at, depth_at = s.at,
        others = coalesce(s.others, q.others), others_at = case when s.others is null then q.others_at else s.at end
      from sample s, queues old where q.id = s.id and old.id = s.id
      returning (old.ready, old.oldest_at, old.others) is distinct from (q.ready, q.oldest_at, q.others) as changed`;
    if (changed.some((row) => row.changed)) await announce(tx, ["queues"]);
  });
}
