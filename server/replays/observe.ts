import type { Place } from "../access/permissions.ts";
import { principalId } from "../access/remember-principal.ts";
import type { Ctx } from "../context.ts";
import type { Sql } from "../db/client.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { announce } from "../live/announce.ts";
import { readSlowestComeback } from "./learn-window.ts";
import { watchedOf } from "./policy.ts";
import { advanceReplay } from "./stages/advance.ts";
import { endWatches, type Looks } from "./end-watches.ts";

interface Observing {
  readonly id: number;
  readonly operation: number | null;
  readonly policy: unknown;
  readonly target: ReplayTarget;
  readonly places: readonly Place[];
}

/**
 * Watches what was sent until nothing can come back any more: then its replay is completed. One that runs is paused, or goes to its next stage, where its policy
 * says so. No broker is asked here (`askDue` does that): one that hangs would delay every replay. Answers whether there may be more.
 */
export async function observeReplays(ctx: Ctx, looks: Looks = new Map()): Promise<boolean> {
  const more = await presumeOk(ctx, looks);
  const live = await ctx.sql<{ id: number; goesOn: boolean }[]>`
    select id, state = 'running' as "goesOn" from replays where state in ('running', 'observing') order by id`;
  for (const { id, goesOn } of live) await alone(ctx, id, () => advanceReplay(ctx, id, { goesOn }));
  return more;
}

/**
 * Presumes ok what was sent and has not come back for as long as its replay's policy says by the database's clock, or longer where what came back took longer, and ends watches
 * that prove nothing (`endWatches`). Answers whether there may be more.
 */
export async function presumeOk(ctx: Ctx, looks: Looks = new Map()): Promise<boolean> {
  const event = { at: ctx.clock(), principal: await principalId(ctx) };
  const observing = await readObserving(ctx.sql);
  for (const id of looks.keys()) if (!observing.some((replay) => replay.id === id)) looks.delete(id);
  let more = false;
  for (const { id, policy, target, ...replay } of observing)
    await alone(ctx, id, async () => {
      const { observeSeconds: seconds, windowKnown } = watchedOf({ policy, target }, await readSlowestComeback(ctx.sql, id));
      await ctx.sql.begin(async (tx) => {
        const ended = await endWatches(tx, { id, seconds, windowKnown, ...replay, ...event }, looks);
        if (ended.n > 0) await announce(tx, ["replays", "messages"]);
        more ||= ended.isMore;
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
    select id, operation_id as operation, policy, target, places from replays r where id in (select id from observing)`;
}
