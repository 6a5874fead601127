import type { Ctx } from "../../context.ts";
import { type Audience, type Broker, BrokerError, type Target } from "../../sources/port.ts";
import { readOutbound } from "../send/outbound.ts";
import { wayOf } from "../send/way.ts";
import type { ToldPlace } from "./receiving.ts";

/** So many items tell where a replay sends, and in which consumer groups they failed: one for each kind of way among those that are looked at, then one for each other group of messages. */
const mostItems = 50;
const mostPlaces = 20;
/** Items that are looked at: the first of a replay, which are its canary where it has one, and so many from one end to the other. */
const firstItems = 20;
const spreadItems = 1_000;
/** Of their bodies, which may say where they go: many replays are asked about at once. */
const mostBytes = 1024 * 1024;

/** Who takes what a replay has sent, place by place, as far as its brokers tell. Never rejects for a broker. */
export async function readReceivers(
  ctx: Ctx,
  replayId: number,
): Promise<{ readonly places: readonly ToldPlace[] /** See `Receivers`. */; readonly failed: string | null }> {
  const { sql } = ctx;
  const sent = sql`state in ('observing', 'confirmed', 'presumed_ok', 'processed', 'came_back', 'unknown')`;
  const items = await readOutbound(
    ctx,
    sql`i.replay_id = ${replayId} and i.id in (
      with r as (select first_item, last_item, greatest(1, (last_item - first_item) / ${spreadItems}) as step from replays
        where id = ${replayId} and (select sum(n) from replay_counts where replay_id = ${replayId} and ${sent}) > 0),
      looked as (
        (select o.id, o.message_id from replay_items o, r where o.replay_id = ${replayId} and o.id between r.first_item and r.last_item and o.${sent} order by o.id limit ${firstItems})
        union
        select o.id, o.message_id from r cross join generate_series(r.first_item, r.last_item, r.step) n(id) join replay_items o on o.id = n.id
        where o.replay_id = ${replayId} and o.${sent}
      )
      select id from (
        select min(l.id) as id, row_number() over (partition by m.queue_id, g.origin, m.route_facts order by min(l.id)) as nth
        from looked l join messages m on m.id = l.message_id join groups g on g.id = m.group_id group by m.queue_id, g.origin, m.route_facts, g.id
      ) kinds order by nth, id limit ${mostItems})`,
    mostBytes,
  );
  const targets = new Map<string, Sent>();
  for (const item of items) {
    const to = wayTo(ctx, item);
    if (to === null) continue;
    const key = JSON.stringify([item.source, to.target]);
    const sent = targets.get(key) ?? { source: item.source, target: to.target, failedIn: new Set() };
    if (to.handler !== null) sent.failedIn.add(to.handler);
    targets.set(key, sent);
  }
  const asked = (await Promise.all([...targets.values()].slice(0, mostPlaces).map((sent) => ask(ctx, sent)))).flat();
  return {
    places: toldApart([...Map.groupBy(asked, ({ key }) => key).values()].flatMap(together)),
    failed: asked.find(({ failed }) => failed !== null)?.failed ?? null,
  };
}

/** One place to which several targets lead. */
function together(same: readonly Asked[]): readonly Asked[] {
  return same.slice(-1).map((place) => ({ ...place, needed: same.some(({ needed }) => needed) }));
}

/** Two of one name have their source and topic beside it. */
function toldApart(places: readonly Asked[]): readonly ToldPlace[] {
  return places.map(({ key, name, consumers, backlog, needed, age, at }) => {
    const hasTwin = places.some((other) => other.name === name && other.key !== key);
    return { key, name: hasTwin ? `${name} (${at})` : name, consumers, backlog, needed, age };
  });
}

function wayTo(
  ctx: Ctx,
  item: Awaited<ReturnType<typeof readOutbound>>[number],
): { readonly target: Target; readonly handler: string | null } | null {
  try {
    const { way, routed } = wayOf(ctx, item, item.target);
    const { destination } = way;
    if (destination === null || destination.to === "bindings") return null;
    return { target: destination, handler: routed.route.origin?.handler ?? null };
  } catch {
    return null;
  }
}

interface Sent {
  readonly source: string;
  readonly target: Target;
  /** Handlers, or consumer groups, that its messages failed in. */
  readonly failedIn: Set<string>;
}

interface Asked extends ToldPlace {
  /** Its source, of a log with the topic. */
  readonly at: string;
  /** Why it could not be asked, though its broker can tell; null: it told what it can. */
  readonly failed: string | null;
}

async function ask(ctx: Ctx, { source, target, failedIn }: Sent): Promise<readonly Asked[]> {
  const of = (name: string, topic?: string) => ({
    key: JSON.stringify([source, ...(topic === undefined ? [] : [topic]), name]),
    name,
    at: topic === undefined ? source : `${topic}, ${source}`,
  });
  const unknown = { ...of(target.to === "queue" ? target.queue : target.exchange), consumers: null, backlog: null, age: 0, needed: true };
  let broker: Broker;
  let audience: Audience;
  try {
    broker = ctx.brokers.get(source);
    audience = await broker.audience(target);
  } catch (error) {
    return [{ ...unknown, failed: failureOf(error) }];
  }
  const failed = audience.warnings.find(({ code }) => code === "management_failed")?.text ?? null;
  const { receivers } = audience;
  if (!receivers) return [{ ...unknown, failed }];
  const knowsWho = receivers.some(({ name }) => failedIn.has(name));
  const isIdle = receivers.every(({ consumers }) => consumers === 0);
  return Promise.all(
    receivers.map(async ({ name, consumers, lag }) => ({
      ...of(name, broker.log && target.to === "queue" ? target.queue : undefined),
      consumers,
      needed: knowsWho ? failedIn.has(name) : isIdle,
      ...(broker.log ? { backlog: lag ?? null, age: 0, failed } : await depthOf(ctx, broker, name)),
    })),
  );
}

async function depthOf({ clock }: Ctx, broker: Broker, queue: string): Promise<Pick<Asked, "backlog" | "age" | "failed">> {
  try {
    const { ready, inHand = 0, at } = await broker.depth(queue);
    return { backlog: ready === null ? null : ready + inHand, age: at ? (clock().getTime() - at.getTime()) / 1_000 : 0, failed: null };
  } catch (error) {
    return { backlog: null, age: 0, failed: failureOf(error) };
  }
}

/** What may not be asked is not told, now or later (null); anything else failed just now. */
function failureOf(error: unknown): string | null {
  if (!(error instanceof BrokerError)) return "it failed in a way that was not expected.";
  return error.code === "unreachable" || error.code === "closed" ? error.message : null;
}
