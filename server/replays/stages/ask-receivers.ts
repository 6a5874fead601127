import type { Fragment } from "postgres";
import type { Ctx } from "../../context.ts";
import type { Sql, Transaction } from "../../db/client.ts";
import { readReceivers } from "./read-receivers.ts";
import type { Receivers } from "./window.ts";

/** How often brokers are asked, by all workers and their lanes together. */
const askSeconds = 5;

/** `sql` of `replays r`: its brokers may be asked now who consumes what it sends. */
export function isDue(sql: Sql | Transaction): Fragment {
  return sql`(r.state in ('running', 'observing') and r.target ->> 'to' <> 'release'
    and (r.asked_at is null or r.asked_at < clock_timestamp() - make_interval(secs => ${askSeconds})))`;
}

/** `sql` of `replays r`: its brokers told last that nobody consumes what it sends, and nobody was seen to since it began, or a person resumed it. */
export function isUnconsumed(sql: Sql): Fragment {
  return sql`(r.consumed_at is null and coalesce(r.consumers = 0, false))`;
}

/**
 * Asks who consumes what a replay sends, unless a worker has begun to in the last seconds (then null), and keeps the answer with it. Nobody waits for one that
 * asks: it may have died. While nobody consumes its canary, the watch of that begins anew: what waits cannot come back.
 */
export async function askReceivers(ctx: Ctx, id: number): Promise<Receivers | null> {
  const { sql } = ctx;
  const mine = await sql`update replays r set asked_at = clock_timestamp() where id = ${id} and ${isDue(sql)}`;
  if (mine.count === 0) return null;
  const receivers = await readReceivers(ctx, id);
  const { consumers, failed } = receivers;
  if (failed === null)
    await sql`
      update replays set consumers = ${consumers}, consumed_at = case when ${consumers ?? 0} > 0 then clock_timestamp() else consumed_at end
      where id = ${id} and state in ('running', 'observing')`;
  if (consumers === 0)
    await sql`update replay_stages set watched_from = clock_timestamp() where replay_id = ${id} and kind = 'canary' and state = 'observing'`;
  return receivers;
}
