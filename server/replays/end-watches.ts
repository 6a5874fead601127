import type { Place } from "../access/permissions.ts";
import { numberArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import type { Reason } from "../messages/reason.ts";
import { moveItems } from "./items/move.ts";
import { isBeingRead, readUntil } from "./read-until.ts";
import { isToldIdle, standingColumn, unconsumedColumn } from "./stages/ask-receivers.ts";

/** By replay, up to which time of outcome its items were looked at: the next look begins there. */
export type Looks = Map<number, string>;

/** Items that one look reads, however many wait behind a queue that is not read. */
const lookAtOnce = 20_000;
const moveAtOnce = 5_000;
/** Seconds, beyond the window. A watch that cannot prove anything ends after so long, and its replay says why. */
const longestWatch = 86_400;

interface Watching {
  readonly id: number;
  readonly operation: number | null;
  readonly places: readonly Place[];
  /** A message is watched for so long. */
  readonly seconds: number;
  /** How long its failure takes to kill a message is known, so that silence proves something. */
  readonly windowKnown: boolean;
  readonly at: Date;
  /** A row of `principals`. */
  readonly principal: number;
}

/**
 * Ends the watch of items of a replay. Those whose window is over are presumed ok, unless a target is idle or its backlog stands still, or was so within a window. The silence of
 * a dead-letter queue counts only as far as the queue was read. Of a replay that sends no more, they count as sent after a day of that, or where a person said so, without a claim, and the replay keeps the
 * reason. A look reads no more than 20,000 of them.
 */
export async function endWatches(
  tx: Transaction,
  { id, seconds, windowKnown, operation, places, at, principal }: Watching,
  looks: Looks,
  atOnce = lookAtOnce,
): Promise<{ readonly n: number; readonly isMore: boolean }> {
  const ago = (secs: number) => tx`(clock_timestamp() - make_interval(secs => ${secs}::float8))`;
  const [look] = await tx<[Look]>`
    with r as materialized (
      select ${unconsumedColumn(tx)} as unconsumed, ${standingColumn(tx)} as standing, unwatched, coalesce(unwatched ->> 'code' = 'watch_stopped', false) as stopped,
        coalesce(idle_at > ${ago(seconds)}, false) or ${isToldIdle(tx)} as blocked, state in ('observing', 'completed', 'cancelled') as over from replays r where id = ${id}
    ), q as materialized (
      select q.id, q.name, ${readUntil(tx)} - make_interval(secs => ${seconds}) as until, ${isBeingRead(tx)} as read from queues q
      where (q.source, q.name) in (select source, queue from jsonb_to_recordset(${JSON.stringify(places)}::text::jsonb) as p(source text, queue text))
    ), looked as materialized (
      select o.id, o.message_id, o.outcome_at from replay_items o where o.replay_id = ${id} and o.state = 'observing'
        and o.outcome_at > coalesce(${looks.get(id) ?? null}::timestamptz, '-infinity')
        and o.outcome_at < (select case when stopped then 'infinity' else greatest(case when over then ${ago(seconds + longestWatch)} else '-infinity' end,
          case when blocked or standing is not null then '-infinity' else least(${ago(seconds)}, coalesce((select max(until) from q), '-infinity')) end) end from r)
      order by o.outcome_at limit ${atOnce}
    ), judged as (
      select l.id, q.name, case when not r.blocked and r.standing is null and l.outcome_at < ${ago(seconds)} and l.outcome_at < q.until then 'ok'
        when r.stopped or (r.over and l.outcome_at < ${ago(seconds + longestWatch)} and (r.unconsumed <> '[]' or r.standing is not null or not coalesce(q.read, false)))
        then 'ended' end as fate
      from looked l cross join r left join messages m on m.id = l.message_id left join q on q.id = m.queue_id order by l.outcome_at
    )
    select array(select id from judged where fate = 'ok' limit ${moveAtOnce}) as ok, array(select id from judged where fate = 'ended' limit ${moveAtOnce}) as ended,
      (select min(name) from judged where fate = 'ended') as unread, unconsumed, standing, unwatched,
      (select max(outcome_at)::text from looked having count(*) = ${atOnce}) as last from r`;
  const event = { at, principal, operation };
  const proof = windowKnown && look.unconsumed.length === 0 ? { data: { proven: true } } : {};
  const ok = await moveItems(tx, { kind: "stayed_away", ...event, ...proof }, { where: among(tx, look.ok), to: "presumed_ok" });
  const reason = look.unwatched ?? causeOf(look);
  const ended =
    look.ended.length === 0
      ? []
      : await moveItems(
          tx,
          { kind: "unwatched", ...event },
          { where: among(tx, look.ended), to: "confirmed", reason: { code: "unwatched", data: null } },
        );
  if (ended.length > 0)
    await tx`update replays set unwatched = coalesce(unwatched, ${JSON.stringify(reason)}::text::jsonb) where id = ${id}`;
  const isMore = Math.max(look.ok.length, look.ended.length) === moveAtOnce;
  if (isMore) return { n: ok.length + ended.length, isMore };
  // At its end it begins with the oldest again.
  if (look.last === null) looks.delete(id);
  else looks.set(id, look.last);
  return { n: ok.length + ended.length, isMore };
}

interface Look {
  readonly ok: readonly number[];
  readonly ended: readonly number[];
  /** The dead-letter queue of some that are ended; null: it is gone. */
  readonly unread: string | null;
  readonly unconsumed: readonly string[];
  readonly standing: { readonly places: readonly string[]; readonly n: number } | null;
  readonly unwatched: Reason | null;
  /** The newest time that was looked at; null: nothing newer is due. */
  readonly last: string | null;
}

/** Why the silence of what was sent proves nothing. */
function causeOf({ unconsumed, standing, unread }: Look): Reason {
  if (unconsumed.length > 0) return { code: "unconsumed", data: { places: unconsumed } };
  return standing ? { code: "standing", data: { ...standing } } : { code: "unread", data: { queue: unread } };
}

/** Another worker that moves them is not waited for. */
function among(tx: Transaction, ids: readonly number[]) {
  return tx`i.id in (select id from replay_items where id = any(${numberArray(ids)}::bigint[]) and state::text = 'observing' order by id for update skip locked)`;
}
