import { principalId } from "../access/remember-principal.ts";
import { type Consumer, consumersOf } from "../applications/consumer-of.ts";
import type { Application } from "../applications/port.ts";
import { findDone } from "../applications/processed/find-done.ts";
import type { Ctx } from "../context.ts";
import { numberArray, textArray } from "../db/arrays.ts";
import { announce } from "../live/announce.ts";
import { momentOf } from "../text/moment.ts";
import { type ItemMove, moveItems } from "./items/move.ts";
import { type Look, claimLooks, endLook } from "./claim-looks.ts";

/** Items that are looked at by one statement to the application. */
const atOnce = 1_000;
/** For so long after an item was presumed ok, and after the end of a replay, it is still looked up: no application is asked for ever about a replay that is paused. */
const lateMinutes = 10;

interface Sent {
  readonly id: number;
  readonly queueId: number;
  readonly eventId: string | null;
  readonly intentAt: Date;
  readonly operation: number | null;
  readonly isLookedUp: boolean;
}

/**
 * Asks applications what they have processed of what replays sent: such items become `processed`. One that came back stays so, and one that comes back later becomes
 * so. Only what was processed after it was sent counts, which also proves that an item of unknown outcome was sent; no row proves nothing. Where several applications consume a queue, each must have processed it. A database that does not
 * answer leaves everything as it is.
 */
export async function noticeProcessed(ctx: Ctx): Promise<void> {
  const { applications } = ctx;
  if (applications.all.length === 0) return;
  const looks = await claimLooks(
    ctx,
    applications.all.map(({ spec }) => spec.name),
  );
  await Promise.all(
    looks.map(async (look) => {
      const application = applications.all.find(({ spec }) => spec.name === look.application);
      const passed = application ? await lookOnce(ctx, application, look) : 0;
      await endLook(ctx, look, passed);
    }),
  );
}

/** Looks at the next items. Answers the last of them; 0: the round is over. */
async function lookOnce(ctx: Ctx, application: Application, { passed }: Look): Promise<number> {
  const consumers = await readConsumers(ctx, application);
  if (consumers.size === 0) return 0;
  const items = await readSent(ctx, [...consumers.keys()], passed);
  const last = items.length < atOnce ? 0 : (items.at(-1)?.id ?? 0);
  const sought = items.filter(({ eventId, isLookedUp }) => eventId !== null && isLookedUp);
  for (const [queueId, all] of Map.groupBy(sought, (one) => one.queueId)) await settle(ctx, application, consumers.get(queueId) ?? [], all);
  return last;
}

interface Seen extends Sent {
  /** When it was processed last. */
  readonly lastAt: Date;
}

/** `consumers`: of the queue of all these items, `application` first. */
async function settle(ctx: Ctx, application: Application, consumers: readonly Consumer[], items: readonly Sent[]): Promise<void> {
  const [own, ...others] = consumers;
  let seen = own ? await seenBy(ctx, own, items) : [];
  for (const other of others) seen = await seenBy(ctx, other, seen);
  const principal = await principalId(ctx);
  const moves = seen.map(({ id, operation, lastAt }) => {
    const data = { application: application.spec.name, at: lastAt.toISOString() };
    return { operation, move: { id, to: "processed", reason: { code: "seen_processed", data } } satisfies ItemMove };
  });
  for (const [operation, all] of Map.groupBy(moves, (one) => one.operation))
    await ctx.sql.begin(async (tx) => {
      const event = { kind: "processed", at: ctx.clock(), principal, operation } as const;
      const moved = await moveItems(tx, event, { items: all.map(({ move }) => move) });
      if (moved.length > 0) await announce(tx, ["replays", "messages"]);
    });
}

/** Those of them that one consumer has processed since they were sent. */
async function seenBy({ applications }: Ctx, consumer: Consumer, items: readonly Sent[]): Promise<readonly Seen[]> {
  const application = applications.all.find(({ spec }) => spec.name === consumer.application.name);
  if (!application || items.length === 0) return [];
  const events = items.map(({ eventId }) => ({ eventId: eventId ?? "", producedAt: null }));
  const found = await findDone(application, consumer.name, events);
  return items.flatMap((item) => {
    const says = found.get(item.eventId ?? "");
    const lastAt = says?.state === "processed" ? momentOf(says.lastAt) : null;
    return lastAt !== null && lastAt >= item.intentAt ? [{ ...item, lastAt }] : [];
  });
}

/** The queues whose messages an application consumes, with all who do, itself first. */
async function readConsumers({ sql, applications }: Ctx, { spec }: Application): Promise<ReadonlyMap<number, readonly Consumer[]>> {
  const queues = await sql<{ id: number; source: string; queue: string }[]>`select id, source, name as queue from queues`;
  const specs = [spec, ...applications.all.map((one) => one.spec).filter((one) => one !== spec)];
  return new Map(
    queues.flatMap(({ id, ...place }) => (consumersOf([spec], place).length > 0 ? [[id, consumersOf(specs, place)] as const] : [])),
  );
}

/**
 * The next items of replays that are not over for long, of any state and age: so that a round costs what their ids are, in parts of one size. Of older replays
 * those of unknown outcome.
 */
function readSent({ sql }: Ctx, queues: readonly number[], passed: number): Promise<readonly Sent[]> {
  const states = textArray(["confirmed", "observing", "unknown"]);
  return sql<Sent[]>`
    select i.id, m.queue_id as "queueId", m.event_id as "eventId", i.intent_at as "intentAt", i.operation,
      (i.state::text = any(${states}::text[]) or i.state = 'presumed_ok' and i.is_young) and i.intent_at is not null and m.queue_id = any(${numberArray(queues)}::int[]) as "isLookedUp"
    from (
      select i.id, i.message_id, i.intent_at, i.state, r.operation_id as operation,
        coalesce(i.outcome_at, i.intent_at) > now() - make_interval(secs => r.observes, mins => ${lateMinutes}) as is_young from (
        select id, operation_id, first_item, last_item, coalesce((policy ->> 'observeSeconds')::float8, 0) as observes,
          state in ('running', 'paused', 'observing') or finished_at > now() - make_interval(mins => ${lateMinutes}) as is_recent from replays
        where (state in ('running', 'paused', 'observing') or finished_at > now() - make_interval(mins => ${lateMinutes})
            or id in (select replay_id from replay_counts where state = 'unknown' group by 1 having sum(n) > 0))
          and target ->> 'to' <> 'release' and last_item > ${passed}
      ) r cross join lateral (
        (select * from replay_items i where r.is_recent and i.replay_id = r.id and i.id between greatest(r.first_item, ${passed} + 1) and r.last_item
          order by i.id limit ${atOnce})
        union all
        (select * from replay_items i where not r.is_recent and i.replay_id = r.id and i.state = 'unknown'
          and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled') and i.id > ${passed} order by i.id limit ${atOnce})
      ) i order by i.id limit ${atOnce}
    ) i join messages m on m.id = i.message_id order by i.id`;
}
