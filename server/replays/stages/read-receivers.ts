import type { Ctx } from "../../context.ts";
import { type Audience, type Broker, BrokerError, type Target } from "../../sources/port.ts";
import { readOutbound } from "../send/outbound.ts";
import { wayOf } from "../send/way.ts";
import type { Receivers } from "./window.ts";

/** Items whose targets are asked about: the first of a replay, which are its canary where it has one. */
const mostItems = 20;
const mostPlaces = 5;
/** Of their bodies, which may say where they go: many replays are asked about at once. */
const mostBytes = 1024 * 1024;

/** Who takes what a replay sends now, as far as its first items and their brokers tell. Never rejects for a broker. */
export async function readReceivers(ctx: Ctx, replayId: number): Promise<Receivers> {
  const items = await readOutbound(
    ctx,
    ctx.sql`i.replay_id = ${replayId} and i.id in (
      select i.id from replay_items i join replays r on r.id = i.replay_id
      where i.replay_id = ${replayId} and i.id between r.first_item and r.last_item and i.state not in ('skipped', 'cancelled') order by i.id limit ${mostItems})`,
    mostBytes,
  );
  const places = new Map<string, { readonly source: string; readonly target: Target }>();
  for (const item of items) {
    const target = targetOf(ctx, item);
    if (target === null) return untold;
    places.set(JSON.stringify([item.source, target]), { source: item.source, target });
  }
  const asked = await Promise.all([...places.values()].slice(0, mostPlaces).map(({ source, target }) => ask(ctx, source, target)));
  const known = asked.flat();
  if (known.length === 0) return untold;
  return {
    consumers: sumOf(known.map(({ consumers }) => consumers)),
    backlog: sumOf(known.map(({ backlog }) => backlog)),
    places: known.map(({ name }) => name),
    failed: known.find(({ failed }) => failed !== null)?.failed ?? null,
  };
}

const untold: Receivers = { consumers: null, backlog: null, places: [], failed: null };

function targetOf(ctx: Ctx, item: Awaited<ReturnType<typeof readOutbound>>[number]): Target | null {
  try {
    const { destination } = wayOf(ctx, item, item.target).way;
    return destination === null || destination.to === "bindings" ? null : destination;
  } catch {
    return null;
  }
}

interface Place {
  readonly name: string;
  readonly consumers: number | null;
  readonly backlog: number | null;
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
    return { backlog: (await broker.depth(queue)).ready, failed: null };
  } catch (error) {
    return { backlog: null, failed: failureOf(error) };
  }
}

/** What may not be asked is not told, now or later (null); anything else failed just now. */
function failureOf(error: unknown): string | null {
  if (!(error instanceof BrokerError)) return "it failed in a way that was not expected.";
  return error.code === "unreachable" || error.code === "closed" ? error.message : null;
}

/** null: one of them is not known. */
function sumOf(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((sum, n) => (sum === null || n === null ? null : sum + n), 0 as number | null);
}
