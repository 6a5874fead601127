import type { Fragment } from "postgres";
import type { Ctx } from "../../context.ts";
import type { Sql, Transaction } from "../../db/client.ts";
import type { ReceivingPlace } from "../../db/schema/replays.ts";
import { readReceivers } from "./read-receivers.ts";
import { isStanding, keepPlaces } from "./receiving.ts";
import type { Receivers } from "./window.ts";

/** How often brokers are asked, by all workers and their lanes together. */
const askSeconds = 5;

/** `sql` of `replays r`: its brokers may be asked now who consumes what it sends, or has sent and still watches. */
export function isDue(sql: Sql | Transaction): Fragment {
  return sql`((r.state in ('running', 'observing') or (r.state = 'paused' and exists (select from replay_items w where w.replay_id = r.id and w.state = 'observing'))) and r.target ->> 'to' <> 'release'
    and (r.asked_at is null or r.asked_at < clock_timestamp() - make_interval(secs => ${askSeconds})))`;
}

/** `sql` of `replays r`: names of its idle targets (`ReceivingPlace`), as their brokers told last; empty: none. */
export function unconsumedColumn(sql: Sql | Transaction): Fragment {
  return sql`coalesce((select jsonb_agg(p ->> 'name') from jsonb_array_elements(r.receivers) p where (p ->> 'idle')::boolean), '[]')`;
}

/** `sql` of `replays r`: its brokers told last that a target is idle. That holds also where they are asked no more, as of a cancelled one. */
export function isToldIdle(sql: Sql | Transaction): Fragment {
  return sql`coalesce(jsonb_path_exists(r.receivers, '$[*] ? (@.idle == true)'), false)`;
}

/**
 * `sql` of `replays r` that is watched: its targets whose backlog did not shrink since all was sent, with how much waits there in all. null: none, or it was measured only
 * seconds ago.
 */
export function standingColumn(sql: Sql | Transaction): Fragment {
  return sql`(select jsonb_build_object('places', jsonb_agg(p ->> 'name'), 'n', sum((p ->> 'backlog')::bigint)) from jsonb_array_elements(r.receivers) p
    where r.state = 'observing' and exists (
        select from replay_items i where i.replay_id = r.id and i.state = 'observing' and i.outcome_at < clock_timestamp() - make_interval(secs => ${3 * askSeconds}))
      and (p ->> 'backlog')::bigint > 0 and (p ->> 'backlog')::bigint >= (p ->> 'before')::bigint having count(*) > 0)`;
}

/**
 * Asks who consumes what a replay sends, unless a worker has begun to in the last seconds (then null), and keeps the answer with it. Nobody waits for one that
 * asks: it may have died. While a target of its canary is idle, the watch of that begins anew: what waits cannot come back.
 */
export async function askReceivers(ctx: Ctx, id: number): Promise<Receivers | null> {
  const { sql } = ctx;
  const mine = await sql<{ last: readonly ReceivingPlace[] | null; sentSeconds: number | null }[]>`
    update replays r set asked_at = clock_timestamp() where id = ${id} and ${isDue(sql)} returning receivers as last, case when state = 'observing' then coalesce((
      select extract(epoch from clock_timestamp() - max(i.outcome_at))::float8 from replay_items i where i.replay_id = r.id and i.state = 'observing'), 0) end as "sentSeconds"`;
  const [replay] = mine;
  if (!replay) return null;
  const told = await readReceivers(ctx, id);
  const places = keepPlaces(told.places, replay.last ?? [], replay.sentSeconds);
  const receivers = { places, failed: told.failed, age: Math.max(0, ...told.places.map(({ age }) => age)) };
  if (told.failed !== null) return receivers;
  const idle = places.some((place) => place.idle);
  await sql`
    update replays set receivers = ${JSON.stringify(places)}::text::jsonb,
      idle_at = case when ${idle || places.some(isStanding)} then clock_timestamp() else idle_at end
    where id = ${id} and state in ('running', 'paused', 'observing')`;
  if (idle)
    await sql`update replay_stages set watched_from = clock_timestamp() where replay_id = ${id} and kind = 'canary' and state = 'observing'`;
  return receivers;
}
