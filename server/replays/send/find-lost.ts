import { principalId } from "../../access/remember-principal.ts";
import type { Broker } from "../../sources/port.ts";
import type { Ctx } from "../../context.ts";
import { textArray } from "../../db/arrays.ts";
import { announce } from "../../live/announce.ts";
import { moveItems } from "../items/move.ts";
import { inHand, lockClaims } from "./batch.ts";
import { type OutboundItem, readOutbound } from "./outbound.ts";
import type { ReplayState } from "../transitions.ts";
import { wayOf } from "./way.ts";

const atOnce = 500;
/** What was on its way when a connection broke may still arrive for this long. */
const settledMs = 10_000;
/** Brokers forget attempts; after this long only a person can tell. */
const askedMs = 600_000;

/** Sources whose brokers can tell what became of an attempt. */
function askable({ config, brokers }: Ctx): readonly string[] {
  return config.sources.map(({ name }) => name).filter((name) => brokers.get(name).findAttempt);
}

/** An unknown item of this replay may be found yet. */
export async function isAsking(ctx: Ctx, replayId: number): Promise<boolean> {
  const rows = await ctx.sql`
    select 1 from replay_items i join messages m on m.id = i.message_id join queues q on q.id = m.queue_id
    where i.replay_id = ${replayId} and i.state = 'unknown' and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled')
      and i.outcome_at > ${new Date(ctx.clock().getTime() - askedMs)} and q.source = any(${textArray(askable(ctx))}::text[]) limit 1`;
  return rows.length > 0;
}

/** Asks brokers that can tell what became of unknown items. What they cannot tell waits for a person. Answers whether there may be more. */
export async function findLost(ctx: Ctx): Promise<boolean> {
  const sources = askable(ctx);
  if (sources.length === 0) return false;
  const now = ctx.clock().getTime();
  const asked = ctx.sql`
    i.id in (
      select i.id from replay_items i join messages m on m.id = i.message_id join queues q on q.id = m.queue_id
      where i.state = 'unknown' and q.source = any(${textArray(sources)}::text[]) and i.outcome_at between ${new Date(now - askedMs)} and ${new Date(now - settledMs)}
      order by i.id limit ${atOnce}
    )`;
  const items = await readOutbound(ctx, asked);
  let told = false;
  for (const item of items) {
    const found = await ask(ctx, ctx.brokers.get(item.source), item);
    if (found === "cannot_tell") continue;
    if (await resolve(ctx, item, found === "published")) told = true;
  }
  return told && items.length === atOnce;
}

async function ask(ctx: Ctx, broker: Broker, item: OutboundItem): Promise<"published" | "absent" | "cannot_tell"> {
  const { destination } = wayOf(ctx, item, item.target).way;
  if (item.target.to === "release" || !destination || destination.to === "bindings" || !broker.findAttempt) return "cannot_tell";
  return broker.findAttempt(destination, String(item.id));
}

/**
 * What never arrived waits for its turn again while its replay goes on. False: nothing was done. A batch covers every selected item between its ends, so
 * none may appear within one: nobody would take it when that batch ends. It is asked about again later.
 */
async function resolve(ctx: Ctx, item: OutboundItem, published: boolean): Promise<boolean> {
  const principal = await principalId(ctx);
  return ctx.sql.begin(async (tx) => {
    await lockClaims(tx, item.replayId);
    // Locked, so that no cancel passes between reading its state and leaving an item where nobody would take it.
    const [replay] = await tx<{ state: ReplayState }[]>`select state from replays where id = ${item.replayId} for share`;
    const again = !published && (replay?.state === "running" || replay?.state === "paused");
    const [to, code] = published
      ? (["observing", "found_sent"] as const)
      : again
        ? (["selected", "found_unsent_again"] as const)
        : (["refused", "found_unsent"] as const);
    const event = { kind: "found", at: ctx.clock(), principal, operation: item.operation } as const;
    const where = tx`i.id = ${item.id} ${again ? tx`and not ${inHand(tx)}` : tx``}`;
    const moved = await moveItems(tx, event, { where, to, reason: { code, data: null } });
    if (moved.length > 0) await announce(tx, ["replays", "messages", "groups"]);
    return moved.length > 0;
  });
}
