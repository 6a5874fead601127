import type { Fragment } from "postgres";
import type { Ctx } from "../context.ts";
import { numberArray, textArray } from "../db/arrays.ts";
import { announce } from "../live/announce.ts";
import { type KeyTrouble, troubleOf } from "./describe-key.ts";
import { type KeyRef, readKeys } from "./read-keys.ts";

/** So many keys a call: each is asked for at its application. */
const atOnce = 500;

/** Where the next look begins: after this key. */
export interface Turn {
  after: KeyRef;
}

export const fromTheFirst: KeyRef = { queueId: 0, key: "" };

/** Judges the next keys that have something dead, in the order of queue and key, and keeps which of them have trouble, by queue. */
export async function judgeKeys(ctx: Ctx, turn: Turn): Promise<void> {
  const keys = await findKeys(ctx, turn.after);
  const isLast = keys.length < atOnce;
  const judged = (await readKeys(ctx, keys)).flatMap((key) => {
    const trouble = troubleOf(key);
    return trouble && trouble.own > 0 ? [{ key, trouble }] : [];
  });
  const now = ctx.clock();
  const until = isLast ? null : (keys.at(-1) ?? null);
  await ctx.sql.begin(async (tx) => {
    const gone = await tx`
      delete from sequence_keys where (queue_id, event_key) > (${turn.after.queueId}, ${turn.after.key})
        and ${until === null ? tx`true` : tx`(queue_id, event_key) <= (${until.queueId}, ${until.key})`}
        and not exists (
          select from unnest(${numberArray(judged.map(({ key }) => key.queueId))}::int[], ${textArray(judged.map(({ key }) => key.key))}::text[]) as k(queue_id, event_key)
          where k.queue_id = sequence_keys.queue_id and k.event_key = sequence_keys.event_key)`;
    const changed = await tx<{ changed: boolean }[]>`
      insert into sequence_keys as s (queue_id, event_key, trouble, messages, waits_for, front_queue_id, since, judged_at)
      select t.queue_id, t.event_key, t.trouble::sequence_trouble, t.messages, t.waits_for, t.front_queue_id, ${now}, ${now}
      from unnest(${numberArray(judged.map(({ key }) => key.queueId))}::int[], ${textArray(judged.map(({ key }) => key.key))}::text[],
        ${textArray(judged.map(({ trouble }) => trouble.trouble))}::text[], ${numberArray(judged.map(({ trouble }) => trouble.own))}::int[],
        ${textArray(judged.map(({ trouble }) => (trouble.waitsFor === null ? null : String(trouble.waitsFor))))}::bigint[],
        ${textArray(judged.map(({ trouble }) => frontQueue(trouble)))}::int[]) as t(queue_id, event_key, trouble, messages, waits_for, front_queue_id)
      order by 1, 2
      on conflict (queue_id, event_key) do update set trouble = excluded.trouble, messages = excluded.messages, waits_for = excluded.waits_for, front_queue_id = excluded.front_queue_id,
        judged_at = excluded.judged_at, since = case when s.trouble = excluded.trouble then s.since else excluded.since end
      returning xmax = 0 as changed`;
    if (gone.count > 0 || changed.some((one) => one.changed)) await announce(tx, ["sequences"]);
  });
  turn.after = until ?? fromTheFirst;
}

const frontQueue = ({ waitsFor, front }: KeyTrouble) => (waitsFor === null || front === null ? null : String(front.queueId));

/** From one key to the next by the index, so that a key with a million dead costs as much as one with two. */
async function findKeys({ sql }: Ctx, after: KeyRef): Promise<readonly KeyRef[]> {
  const next = (queueId: Fragment, key: Fragment) => sql`
    select queue_id, event_key from messages where shelf = 'dead' and sequence is not null and event_key is not null and (queue_id, event_key) > (${queueId}, ${key})
    order by queue_id, event_key limit 1`;
  return sql<KeyRef[]>`
    with recursive k as (
      (${next(sql`${after.queueId}::int`, sql`${after.key}::text`)})
      union all
      select n.* from k cross join lateral (${next(sql`k.queue_id`, sql`k.event_key`)}) n
    )
    select queue_id as "queueId", event_key as key from k limit ${atOnce}`;
}
