import type { Place } from "../access/permissions.ts";
import { principalId } from "../access/remember-principal.ts";
import type { Ctx } from "../context.ts";
import type { Sql } from "../db/client.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { announce } from "../live/announce.ts";
import { moveItems } from "./items/move.ts";
import { readSlowestComeback } from "./learn-window.ts";
import { watchedOf } from "./policy.ts";
import { readUntil } from "./read-until.ts";
import { advanceReplay } from "./stages/advance.ts";
import { isToldUnconsumed } from "./stages/ask-receivers.ts";

const atOnce = 5_000;
/** Seconds. Where nobody consumes a target, its replay ends after so long, and says that. */
const longestWatch = 86_400;

interface Observing {
  readonly id: number;
  readonly operation: number | null;
  readonly policy: unknown;
  readonly target: ReplayTarget;
  /** A target has no consumer, as its broker told last. */
  readonly unconsumed: boolean;
  readonly places: readonly Place[];
}

/**
 * Watches what was sent until nothing can come back any more: then its replay is completed. One that runs is paused, or goes to its next stage, where its policy
 * says so. No broker is asked here (`askDue` does that): one that hangs would delay every replay. Answers whether there may be more.
 */
export async function observeReplays(ctx: Ctx): Promise<boolean> {
  const more = await presumeOk(ctx);
  const live = await ctx.sql<{ id: number; goesOn: boolean }[]>`
    select id, state = 'running' as "goesOn" from replays where state in ('running', 'observing') order by id`;
  for (const { id, goesOn } of live) await alone(ctx, id, () => advanceReplay(ctx, id, { goesOn }));
  return more;
}

/**
 * Presumes ok what was sent and has not come back for as long as its replay's policy says by the database's clock, or longer where what came back took longer. The silence of
 * a dead-letter queue counts only as far as the queue was read: an item of another queue stays watched. So does everything for a window after a target was seen without
 * a consumer, or with a backlog that stands still, but for no longer than a day. Answers whether there may be more.
 */
export async function presumeOk(ctx: Ctx): Promise<boolean> {
  const at = ctx.clock();
  const principal = await principalId(ctx);
  let more = false;
  for (const { id, operation, unconsumed, places, ...watched } of await readObserving(ctx.sql))
    await alone(ctx, id, async () => {
      const { observeSeconds: seconds, windowKnown } = watchedOf(watched, await readSlowestComeback(ctx.sql, id));
      const data = windowKnown && !unconsumed ? { data: { proven: true } } : {};
      await ctx.sql.begin(async (tx) => {
        // No sent message is older than the queue that was read the furthest, so the index ends there.
        const where = tx`i.id in (
          with past as materialized (
            select clock_timestamp() - make_interval(secs => case when idle_at > clock_timestamp() - make_interval(secs => ${seconds}) or ${isToldUnconsumed(tx)}
              then ${longestWatch}::float8 else ${seconds}::float8 end) as at from replays r where id = ${id}
          ), q as materialized (
            select q.id, ${readUntil(tx)} - make_interval(secs => ${seconds}) as until from queues q
            where (q.source, q.name) in (select source, queue from jsonb_to_recordset(${JSON.stringify(places)}::text::jsonb) as p(source text, queue text))
          )
          select o.id from replay_items o where o.replay_id = ${id} and o.state = 'observing'
            and o.outcome_at < least((select at from past), (select coalesce(max(until), '-infinity') from q))
            and exists (select from messages m join q on q.id = m.queue_id where m.id = o.message_id and o.outcome_at < q.until)
          order by o.outcome_at limit ${atOnce} for update of o skip locked)`;
        const items = await moveItems(tx, { kind: "stayed_away", at, principal, operation, ...data }, { where, to: "presumed_ok" });
        if (items.length > 0) await announce(tx, ["replays", "messages"]);
        more ||= items.length === atOnce;
      });
    });
  return more;
}

/** One replay that cannot be observed (its policy cannot be read) is logged, and the others are observed. */
async function alone({ log }: Ctx, replayId: number, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (err) {
    log.error({ replayId, err }, "a replay could not be observed");
  }
}

/** Replays with items that are watched: from one to the next by the index, so that it costs what they are, not what their items are. */
function readObserving(sql: Sql): Promise<readonly Observing[]> {
  return sql<Observing[]>`
    with recursive observing as (
      (select replay_id as id from replay_items where state = 'observing' order by replay_id limit 1)
      union all
      select (select replay_id from replay_items where state = 'observing' and replay_id > o.id order by replay_id limit 1)
      from observing o where o.id is not null
    )
    select id, operation_id as operation, policy, target, ${isToldUnconsumed(sql)} as unconsumed, places from replays r where id in (select id from observing)`;
}
