import type { Fragment } from "postgres";
import type { Ctx } from "../../context.ts";
import type { Sql, Transaction } from "../../db/client.ts";
import type { ReceivingPlace } from "../../db/schema/replays.ts";
import { readReceivers } from "./read-receivers.ts";
import { isStanding, isUnconsumed, keepPlaces } from "./receiving.ts";
import type { Receivers } from "./window.ts";

/** How often brokers are asked, by all workers and their lanes together. */
const askSeconds = 5;

/** `sql` of `replays r`: its brokers may be asked now who consumes what it sends, or has sent and still watches. */
export function isDue(sql: Sql | Transaction): Fragment {
  return sql`((r.state in ('running', 'observing') or (r.state = 'paused' and exists (select from replay_items w where w.replay_id = r.id and w.state = 'observing'))) and r.target ->> 'to' <> 'release'
    and (r.asked_at is null or r.asked_at < clock_timestamp() - make_interval(secs => ${askSeconds})))`;
}

/** `sql` of `replays r`: names of its targets that nobody consumes, as their brokers told last; empty: none. */
export function unconsumedColumn(sql: Sql): Fragment {
  return sql`coalesce((select jsonb_agg(p ->> 'name') from jsonb_array_elements(r.receivers) p where (p ->> 'consumers')::int = 0), '[]')`;
}

/** `sql` of `replays r`: its brokers told last that nobody consumes a target. That holds also where they are asked no more, as of a cancelled one. */
export function isToldUnconsumed(sql: Sql | Transaction): Fragment {
  return sql`coalesce(jsonb_path_exists(r.receivers, '$[*] ? (@.consumers == 0)'), false)`;
}

/**
 * `sql` of `replays r` that is watched: its targets whose backlog did not shrink since all was sent, with how much waits there in all. null: none, or it was measured only
 * seconds ago.
 */
export function standingColumn(sql: Sql): Fragment {
  return sql`(select jsonb_build_object('places', jsonb_agg(p ->> 'name'), 'n', sum((p ->> 'backlog')::bigint)) from jsonb_array_elements(r.receivers) p
    where r.state = 'observing' and exists (
        select from replay_items i where i.replay_id = r.id and i.state = 'observing' and i.outcome_at < clock_timestamp() - make_interval(secs => ${3 * askSeconds}))
      and (p ->> 'backlog')::bigint > 0 and (p ->> 'backlog')::bigint >= (p ->> 'before')::bigint having count(*) > 0)`;
}

/**
 * Asks who consumes what a replay sends, unless a worker has begun to in the last seconds (then null), and keeps the answer with it. Nobody waits for one that
 * asks: it may have died. While nobody consumes its canary, the watch of that begins anew: what waits cannot come back.
 */
export async function askReceivers(ctx: Ctx, id: number): Promise<Receivers | null> {
  const { sql } = ctx;
  const mine = await sql<{ last: readonly ReceivingPlace[] | null; allSent: boolean }[]>`
    update replays r set asked_at = clock_timestamp() where id = ${id} and ${isDue(sql)} returning receivers as last, state = 'observing' as "allSent"`;
  const [replay] = mine;
  if (!replay) return null;
  const receivers = await readReceivers(ctx, id);
  const { failed } = receivers;
  if (failed !== null) return receivers;
  const places = keepPlaces(receivers.places, replay.last ?? [], replay.allSent);
  const unconsumed = places.some(isUnconsumed);
  const isConsumed = !unconsumed && places.some(({ consumers }) => consumers !== null);
  await sql`
    update replays set receivers = ${JSON.stringify(places)}::text::jsonb, consumed_at = case when ${isConsumed} then clock_timestamp() else consumed_at end,
      idle_at = case when ${unconsumed || places.some(isStanding)} then clock_timestamp() else idle_at end
    where id = ${id} and state in ('running', 'paused', 'observing')`;
  if (unconsumed)
    await sql`update replay_stages set watched_from = clock_timestamp() where replay_id = ${id} and kind = 'canary' and state = 'observing'`;
  return receivers;
}
