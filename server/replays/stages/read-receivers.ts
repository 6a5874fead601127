import type { Ctx } from "../../context.ts";
import type { ReceivingPlace } from "../../db/schema/replays.ts";
import { type Audience, type Broker, BrokerError, type Target } from "../../sources/port.ts";
import { readOutbound } from "../send/outbound.ts";
import { wayOf } from "../send/way.ts";
import type { Receivers } from "./window.ts";

/** So many items tell where a replay sends: one for each kind of way among those that are looked at. */
const mostItems = 50;
const mostPlaces = 20;
/** Items that are looked at: the first of a replay, which are its canary where it has one, and so many from one end to the other. */
const firstItems = 20;
const spreadItems = 1_000;
/** Of their bodies, which may say where they go: many replays are asked about at once. */
const mostBytes = 1024 * 1024;

/** Who takes what a replay has sent, place by place, as far as its brokers tell. Never rejects for a broker. */
export async function readReceivers(ctx: Ctx, replayId: number): Promise<Receivers> {
  const { sql } = ctx;
  const sent = sql`state in ('observing', 'confirmed', 'presumed_ok', 'processed', 'came_back', 'unknown')`;
  const items = await readOutbound(
    ctx,
    sql`i.replay_id = ${replayId} and i.id in (
      with r as (select first_item, last_item, greatest(1, (last_item - first_item) / ${spreadItems}) as step from replays where id = ${replayId}),
      looked as (
        (select o.id, o.message_id from replay_items o, r where o.replay_id = ${replayId} and o.id between r.first_item and r.last_item and o.${sent} order by o.id limit ${firstItems})
        union
        select o.id, o.message_id from r cross join generate_series(r.first_item, r.last_item, r.step) n(id) join replay_items o on o.id = n.id
        where o.replay_id = ${replayId} and o.${sent}
      )
      select min(l.id) from looked l join messages m on m.id = l.message_id join groups g on g.id = m.group_id
      group by m.queue_id, g.origin, m.route_facts limit ${mostItems})`,
    mostBytes,
  );
  const targets = new Map<string, { readonly source: string; readonly target: Target }>();
  for (const item of items) {
    const target = targetOf(ctx, item);
    if (target !== null) targets.set(JSON.stringify([item.source, target]), { source: item.source, target });
  }
  const asked = await Promise.all([...targets.values()].slice(0, mostPlaces).map(({ source, target }) => ask(ctx, source, target)));
  const places = new Map(asked.flat().map(({ name, consumers, backlog }) => [name, { name, consumers, backlog }]));
  return {
    places: [...places.values()],
    failed: asked.flat().find(({ failed }) => failed !== null)?.failed ?? null,
  };
}

function targetOf(ctx: Ctx, item: Awaited<ReturnType<typeof readOutbound>>[number]): Target | null {
  try {
    const { destination } = wayOf(ctx, item, item.target).way;
    return destination === null || destination.to === "bindings" ? null : destination;
  } catch {
    return null;
  }
}

interface Place extends ReceivingPlace {
  /** Why it could not be asked, though its broker can tell; null: it told what it can. */
  readonly failed: string | null;
}

async function ask(ctx: Ctx, source: string, target: Target): Promise<readonly Place[]> {
  const unknown = { name: target.to === "queue" ? target.queue : target.exchange, consumers: null, backlog: null };
  let broker: Broker;
  let audience: Audience;
  try {
    broker = ctx.brokers.get(source);
    audience = await broker.audience(target);
  } catch (error) {
    return [{ ...unknown, failed: failureOf(error) }];
  }
  const failed = audience.warnings.find(({ code }) => code === "management_failed")?.text ?? null;
  if (!audience.receivers) return [{ ...unknown, failed }];
  return Promise.all(
    audience.receivers.map(async ({ name, consumers, lag }) => ({
      name,
      consumers,
      ...(broker.log ? { backlog: lag ?? null, failed } : await depthOf(broker, name)),
    })),
  );
}

async function depthOf(broker: Broker, queue: string): Promise<Pick<Place, "backlog" | "failed">> {
  try {
    const { ready, inHand = 0 } = await broker.depth(queue);
    return { backlog: ready === null ? null : ready + inHand, failed: null };
  } catch (error) {
    return { backlog: null, failed: failureOf(error) };
  }
}

/** What may not be asked is not told, now or later (null); anything else failed just now. */
function failureOf(error: unknown): string | null {
  if (!(error instanceof BrokerError)) return "it failed in a way that was not expected.";
  return error.code === "unreachable" || error.code === "closed" ? error.message : null;
}
