import type { Ctx } from "../context.ts";
import { nowIn } from "../db/read-now.ts";
import { announce } from "../live/announce.ts";
import { judgeForAll } from "../sequences/judge-for-all.ts";
import { readKeys } from "../sequences/read-keys.ts";
import { type Turn, wakeThese } from "./items/wake.ts";

/** So many items a call: each key of them is asked for at its application. */
const lookedAt = 500;

interface Waiting {
  readonly id: number;
  readonly messageId: number;
  readonly queueId: number;
  readonly key: string;
  readonly number: string;
}

/**
 * Lets held items be judged again at once whose number comes next by now, or was overtaken: the one before was processed, or presumed ok. Each call looks at the
 * next of them by their ids, those of all running replays in turn. Answers whether one was woken.
 */
export async function wakeSequences(ctx: Ctx, turn: Turn): Promise<boolean> {
  const waiting = await ctx.sql<Waiting[]>`
    select i.id, m.id as "messageId", m.queue_id as "queueId", m.event_key as key, m.sequence::text as number
    from replay_items i join messages m on m.id = i.message_id
    where i.state = 'held' and i.reason_code = 'sequence_gap' and i.id > ${turn.after} and i.held_until > ${nowIn(ctx)}
      and m.sequence is not null and m.event_key is not null
      and exists (select from replays r where r.id = i.replay_id and r.state = 'running')
    order by i.id limit ${lookedAt}`;
  turn.after = waiting.length < lookedAt ? 0 : (waiting.at(-1)?.id ?? 0);
  if (waiting.length === 0) return false;
  const known = await readKeys(
    ctx,
    [...Map.groupBy(waiting, keyOf).values()].flatMap((all) => all.slice(0, 1)),
  );
  const byKey = new Map(known.map((one) => [keyOf(one), one]));
  const free = waiting.filter((one) => {
    const facts = byKey.get(keyOf(one));
    if (!facts) return true;
    const { is } = judgeForAll(facts.counts, { id: one.messageId, number: BigInt(one.number), producedAt: null });
    return is === "next" || is === "stale";
  });
  if (free.length === 0) return false;
  const woken = await wakeThese(
    ctx,
    free.map(({ id }) => id),
  );
  if (woken > 0) await announce(ctx.sql, ["replays"]);
  return woken > 0;
}

const keyOf = ({ queueId, key }: { readonly queueId: number; readonly key: string }) => `${queueId} ${key}`;
