import type { Ctx } from "../context.ts";
import { gateNow, waits } from "../downstreams/gate-now.ts";
import { readStandings, type Standing } from "../downstreams/read-standing.ts";
import { isTrickleDue, trickle } from "../downstreams/take-trickle.ts";
import { announce } from "../live/announce.ts";
import { judgeTrials, noteTrials } from "./trials.ts";
import { acceptSoFar } from "./stages/accept-so-far.ts";
import { lockClaims } from "./send/batch.ts";
import { type Turn, wakeFollowers, wakeItems } from "./items/wake.ts";

/** Held items of a running replay that wait for one downstream. */
interface Waiting {
  readonly replayId: number;
  readonly downstream: string;
  readonly bulk: boolean;
  readonly isOverridden: boolean;
}

/**
 * Lets go what running replays hold for downstreams, by the gates that its check goes by: a few first and then all of it where nothing holds it any more, a few at a time at
 * a trickle. Items that a check held by what it had read before are found by the next call. True: there may be more.
 */
export async function wakeHeld(ctx: Ctx, turn: Turn = { after: 0 }): Promise<boolean> {
  const waiting = await readWaiting(ctx);
  const specs = ctx.config.downstreams.filter(({ name }) => waiting.some(({ downstream }) => downstream === name));
  const standings = new Map((await readStandings(ctx, specs)).map((standing) => [standing.name, standing]));
  /** How many more a trickle lets go now. */
  const few = new Map<string, number>();
  let woken = 0;
  let some = false;
  for (const { replayId, downstream, bulk, isOverridden } of waiting) {
    const spec = specs.find(({ name }) => name === downstream);
    const standing = isOverridden ? undefined : standings.get(downstream);
    // Nothing waits for what left redrive.yaml.
    const gate = spec && standing ? gateNow(spec, standing, bulk) : "go";
    if (!waits[gate]) woken += await wakeAll(ctx, { replayId, downstream }, standing);
    if (gate === "trickle" && standing) some = (await wakeFew(ctx, { replayId, downstream }, standing, few)) || some;
  }
  woken += await wakeFollowers(ctx, turn);
  if (woken > 0 || some) await announce(ctx.sql, ["replays", "breakers"]);
  return woken > 0;
}

/** As many as a trickle lets go now. Answers whether some went. */
async function wakeFew(
  ctx: Ctx,
  { replayId, downstream }: { readonly replayId: number; readonly downstream: string },
  standing: Standing,
  few: Map<string, number>,
): Promise<boolean> {
  const left = few.get(downstream) ?? ((await isTrickleDue(ctx, standing)) ? trickle.items : 0);
  const tried = left > 0 ? await wakeItems(ctx, { replayId, downstream, most: left }) : [];
  if (standing.unstableUntil && standing.since) await noteTrials(ctx, { replayId, downstream, since: standing.since }, tried);
  few.set(downstream, left - tried.length);
  return tried.length > 0;
}

/**
 * First a few, and the rest once these stayed away, unless that is known of those that were tried since it closed. `standing`: of the downstream that lets it go; undefined: a
 * person does, or there is no such one any more.
 */
async function wakeAll(
  ctx: Ctx,
  { replayId, downstream }: { readonly replayId: number; readonly downstream: string },
  standing: Standing | undefined,
): Promise<number> {
  if (standing?.since) {
    const closing = { replayId, downstream, since: standing.since };
    const tried = await judgeTrials(ctx, closing);
    if (tried === "pending" || tried === "back") return 0;
    if (tried === "none") {
      const first = await wakeItems(ctx, { replayId, downstream, most: trickle.items });
      await noteTrials(ctx, closing, first);
      return first.length;
    }
    await forgetTrials(ctx, replayId, { name: downstream, since: standing.since.toISOString() });
  }
  return (await wakeItems(ctx, { replayId, downstream })).length;
}

/**
 * What came back of the few that were tried before a downstream closed does not count from now on, and a ramp begins again, also one that was over. Once for each closing of
 * each downstream, whatever a person or another downstream let go in between.
 */
async function forgetTrials(ctx: Ctx, replayId: number, { name, since }: { readonly name: string; readonly since: string }): Promise<void> {
  await ctx.sql.begin(async (tx) => {
    // A claim that waits for the row would still see the stage, and so the rate, from before.
    await lockClaims(tx, replayId);
    const due = await tx`
      select 1 from replays where id = ${replayId} and state = 'running' and accepted -> 'closings' ->> ${name}::text is distinct from ${since} for update`;
    if (due.length === 0) return;
    await acceptSoFar(ctx, tx, replayId, null);
    await tx`
      update replays set accepted = jsonb_set(accepted, '{closings}', coalesce(accepted -> 'closings', '{}') || jsonb_build_object(${name}::text, ${since}::text))
      where id = ${replayId}`;
  });
}

function readWaiting({ sql }: Ctx): Promise<readonly Waiting[]> {
  return sql<Waiting[]>`
    select r.id as "replayId", c.downstream, r.total > 1 as bulk, r.overrides @> jsonb_build_array(jsonb_build_object('downstream', c.downstream)) as "isOverridden"
    from replays r join replay_counts c on c.replay_id = r.id
    where r.state = 'running' and c.downstream is not null group by r.id, c.downstream having sum(c.n) > 0 order by r.id`;
}
