import type { Fragment } from "postgres";
import type { Ctx } from "../../context.ts";
import { nowIn } from "../../db/read-now.ts";
import { canaryEnd } from "../stages/canary-end.ts";
import { rateNow } from "../stages/rate-now.ts";
import type { Running } from "./lane.ts";
import { waitIsOver } from "./wait-out.ts";

const atOnce = 50;

/**
 * The next running replays after `after` by their ids that a lane can do something for; fewer than `atOnce`: these are the last. One whose messages are all held, or wait behind a
 * canary, is left out, so that however many of those there are, the others have their turn.
 */
export async function readTurns(
  { sql, clock }: Ctx,
  after: number,
): Promise<{ readonly running: readonly Running[]; readonly isLast: boolean }> {
  const running = await sql<Running[]>`
    select r.id, ${rateNow(sql)} as rate, r.ordered from replays r
    where r.state = 'running' and r.id > ${after} and ${waitIsOver(sql)} and ${hasTurn({ sql, clock })} order by r.id limit ${atOnce}`;
  return { running, isLast: running.length < atOnce };
}

/** `replays r`: an item waits for a lane or is due again, more can be gathered, or its sending is over and a lane has to end it. */
function hasTurn({ sql, clock }: Pick<Ctx, "sql" | "clock">): Fragment {
  const end = canaryEnd(sql, sql`r.id`);
  const parts = sql`exists (select from selection_parts p where p.replay_id = r.id)`;
  const held = sql`exists (select from replay_items i where i.replay_id = r.id and i.state = 'held')`;
  return sql`(
    exists (select from replay_items i where i.replay_id = r.id and i.state = 'selected' and i.id <= coalesce(${end}, ${Number.MAX_SAFE_INTEGER}))
    or exists (select from replay_items i where i.replay_id = r.id and i.state = 'held' and i.held_until <= ${nowIn({ sql, clock })})
    or case when ${parts} then ${end} is null else not ${held} and not exists (select from replay_items i where i.replay_id = r.id and i.state = 'selected') end)`;
}
