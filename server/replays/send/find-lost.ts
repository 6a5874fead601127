import { principalId } from "../../access/remember-principal.ts";
import type { Fragment } from "postgres";
import { BrokerError, type Target } from "../../sources/port.ts";
import type { Ctx } from "../../context.ts";
import { numberArray, textArray } from "../../db/arrays.ts";
import type { Sql } from "../../db/client.ts";
import { nowIn, readNow } from "../../db/read-now.ts";
import { announce } from "../../live/announce.ts";
import { leaveUntold } from "../items/leave-untold.ts";
import { moveItems } from "../items/move.ts";
import { inHand, lockClaims, senderOfHolder } from "./batch.ts";
import { type OutboundItem, readOutbound } from "./outbound.ts";
import { isKnownHere } from "../known-here.ts";
import type { ReplayState } from "../transitions.ts";
import { wayOf } from "./way.ts";

/** Items that are read with their bytes, and the bytes. */
const readAtOnce = 500;
const readBytes = 8 * 1024 * 1024;
/** Items that one question to a broker is about. */
const mostAtOnce = 20_000;
/** Items that one transaction moves. */
const movedAtOnce = 1_000;
/** What was on its way when a connection broke may still arrive for this long. */
const settledSeconds = 10;
/** A broker that answers with a refusal for this long, such as a denied permission, cannot tell. */
const refusedMs = 600_000;

/** Sources whose brokers can tell what became of an attempt. */
export function askable({ config, brokers }: Ctx): readonly string[] {
  return config.sources.map(({ name }) => name).filter((name) => brokers.get(name).findAttempts);
}

/** `replay_items i`: its broker has not said yet that it cannot tell. However long it is away, it may know when it is back. */
function isOpen(sql: Sql): Fragment {
  return sql`(i.state = 'unknown' and i.reason_code is distinct from 'not_told_since_backup' and not coalesce((i.reason_data ->> 'untold')::boolean, false))`;
}

/** An unknown item of this replay may be found yet. */
export async function isAsking(ctx: Ctx, replayId: number): Promise<boolean> {
  const rows = await ctx.sql`
    select 1 from replay_items i join messages m on m.id = i.message_id join queues q on q.id = m.queue_id
    where i.replay_id = ${replayId} and ${isOpen(ctx.sql)} and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled') and q.source = any(${textArray(askable(ctx))}::text[]) limit 1`;
  return rows.length > 0;
}

/**
 * Asks brokers that can tell what became of unknown items: once for all that went to one place, when nobody has a batch in hand that its sender may still
 * send. What they cannot tell waits for a person. Answers whether there may be more.
 */
export async function findLost(ctx: Ctx): Promise<boolean> {
  const sources = askable(ctx);
  if (sources.length === 0) return false;
  const lost: Lost[] = [];
  for (let after = 0, more = true; more && lost.length < mostAtOnce; ) {
    const asked = ctx.sql`
      i.id in (
        select i.id from replay_items i join messages m on m.id = i.message_id join queues q on q.id = m.queue_id
        where ${isOpen(ctx.sql)} and q.source = any(${textArray(sources)}::text[]) and i.id > ${after}
          and i.outcome_at <= ${nowIn(ctx)} - make_interval(secs => ${settledSeconds})
          and not exists (select from replay_batches where ${senderOfHolder(ctx.sql)} = i.sender)
          and exists (select from replays r where r.id = i.replay_id and ${isKnownHere(ctx.sql)})
        order by i.id limit ${readAtOnce}
      )`;
    const items = await readOutbound(ctx, asked, readBytes);
    const asking = items.map((item) => ({ item, of: lostOf(ctx, item) }));
    lost.push(...asking.flatMap(({ of }) => of));
    await leaveUntold(
      ctx,
      asking.flatMap(({ item, of }) => (of.length === 0 ? [item.id] : [])),
    );
    after = items.at(-1)?.id ?? after;
    more = items.length > 0;
  }
  let told = false;
  for (const group of Map.groupBy(lost, ({ source, target }) => `${source} ${JSON.stringify(target)}`).values())
    if (await resolveGroup(ctx, group)) told = true;
  return told && lost.length >= mostAtOnce;
}

/** An unknown item and where it went. */
interface Lost {
  readonly id: number;
  readonly replayId: number;
  readonly operation: number | null;
  readonly intentAt: Date;
  readonly source: string;
  readonly sender: string | null;
  readonly target: Target;
}

/** Without its bytes: many are held at once. Its partition is left out, since one question reads all of them. */
function lostOf(ctx: Ctx, item: OutboundItem): readonly Lost[] {
  const { destination } = wayOf(ctx, item, item.target).way;
  if (item.target.to === "release" || !destination || destination.to === "bindings" || item.intentAt === null) return [];
  const target: Target = destination.to === "queue" ? { to: "queue", queue: destination.queue } : destination;
  const { id, replayId, operation, intentAt, source, sender } = item;
  return [{ id, replayId, operation, intentAt, source, sender, target }];
}

/** Items that went to one place. A broker that cannot be asked now is asked again at the next turn; one that denies it for minutes, or has no such place, cannot tell. */
async function resolveGroup(ctx: Ctx, group: readonly Lost[]): Promise<boolean> {
  const [{ source, target } = {}] = group;
  if (source === undefined || target === undefined) return false;
  const since = new Date(Math.min(...group.map(({ intentAt }) => intentAt.getTime())));
  const attempts = group.map(({ id }) => String(id));
  let isRefused = false;
  const found = await ctx.brokers
    .get(source)
    .findAttempts?.(target, { attempts, since, senders: [...new Set(group.flatMap(({ sender }) => sender ?? []))] })
    .catch((err: unknown) => {
      isRefused = err instanceof BrokerError && err.code !== "unreachable" && err.code !== "closed";
      ctx.log.warn({ err, source }, "what became of unknown items cannot be asked now; it is tried again");
      return null;
    });
  const patientSince = (await readNow(ctx)).getTime() - refusedMs;
  const untold = group.filter(({ id, intentAt }) => (found ? !found.has(String(id)) : isRefused && intentAt.getTime() < patientSince));
  let told = await leaveUntold(
    ctx,
    untold.map(({ id }) => id),
  );
  for (const [replayId, items] of Map.groupBy(group, (item) => item.replayId))
    for (const answer of ["published", "absent"] as const) {
      const ids = items.flatMap(({ id }) => (found?.get(String(id)) === answer ? [id] : []));
      const operation = items[0]?.operation ?? null;
      for (let from = 0; from < ids.length; from += movedAtOnce)
        if (await resolve(ctx, { replayId, operation, ids: ids.slice(from, from + movedAtOnce), published: answer === "published" }))
          told = true;
    }
  return told;
}

interface Resolved {
  readonly replayId: number;
  readonly operation: number | null;
  readonly ids: readonly number[];
  readonly published: boolean;
}

/**
 * What never arrived waits for its turn again while its replay goes on. False: nothing was done. A batch covers every selected item between its ends, so
 * none may appear within one: nobody would take it when that batch ends. It is asked about again later.
 */
async function resolve(ctx: Ctx, { replayId, operation, ids, published }: Resolved): Promise<boolean> {
  const principal = await principalId(ctx);
  return ctx.sql.begin(async (tx) => {
    await lockClaims(tx, replayId);
    // Locked, so that no cancel passes between reading its state and leaving an item where nobody would take it.
    const [replay] = await tx<{ state: ReplayState }[]>`select state from replays where id = ${replayId} for share`;
    const again = !published && (replay?.state === "running" || replay?.state === "paused");
    const [to, code] = published
      ? (["observing", "found_sent"] as const)
      : again
        ? (["selected", "found_unsent_again"] as const)
        : (["refused", "found_unsent"] as const);
    const event = { kind: "found", at: ctx.clock(), principal, operation } as const;
    const where = tx`i.id = any(${numberArray(ids)}::bigint[]) ${again ? tx`and not ${inHand(tx)}` : tx``}`;
    const moved = await moveItems(tx, event, { where, to, reason: { code, data: null } });
    if (moved.length > 0) await announce(tx, ["replays", "messages", "groups"]);
    return moved.length > 0;
  });
}
