import { numberArray, textArray } from "../db/arrays.ts";
import { type Check, sentences } from "./check.ts";

const code = "behind_unsent";
/** Of a check by the numbers of a key, which alone says what goes before what. */
const numbered = "sequence_gap";

/** The message that stands before others of its key and was not sent. */
type Behind = { readonly behind: number };

/** What keeps messages of one key back. */
interface Trouble {
  /** The first message that was not sent. */
  readonly behind: number;
  /** Of what is held before the first of this batch the last message; null: all that is held comes later. */
  readonly after: number | null;
  /** Items: the first that was not sent, and the first of those that never are; null: all are held. */
  readonly first: number;
  readonly never: number | null;
  /** When the last held one is judged again; null: none is held. */
  readonly until: Date | null;
}

/**
 * Of an ordered replay: what follows one of its key that was not sent, by this worker or by another before it, is not sent either; what follows one
 * that is held is held as long, behind the last of those before its batch: so a few wake at a time (`wakeFollowers`).
 */
export const behindUnsent: Check<ReadonlyMap<string, Trouble>, Behind> = {
  code,
  when: ["send"],
  per: "message",
  applies: ({ ordered }) => ordered,
  read: async ({ sql }, candidates) => {
    const items = candidates.flatMap(({ message }) => (message?.item ? [{ ...message.item, key: message.eventKey }] : []));
    const replayId = items[0]?.replayId ?? 0;
    // Said as the index `replay_items_trouble` says it.
    const ofReplay = sql`i.replay_id = ${replayId} and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled')`;
    // What waits for its number keeps nobody back: a lower number of its key may come later in the list, and has to be sent first.
    const never = sql`${ofReplay} and i.state in ('returned', 'refused', 'unknown', 'cancelled')`;
    const trouble = sql`${ofReplay} and i.state in ('returned', 'refused', 'unknown', 'cancelled', 'held') and i.reason_code is distinct from ${numbered}`;
    if ((await sql`select 1 from replay_items i where ${trouble} limit 1`).length === 0) return new Map();
    // From the keys of the batch, since a replay may hold a million: what is held is found by its message, and little else was not sent. Up to the last, not the first: what was found unsent waits again, and a batch that begins with it reaches over items that are over.
    const last = Math.max(...items.map(({ id }) => id));
    const begins = new Map<string, number>();
    for (const { id, key } of items) if (key !== null) begins.set(key, Math.min(id, begins.get(key) ?? id));
    const keys = sql`unnest(${textArray([...begins.keys()])}::text[], ${numberArray([...begins.values()])}::bigint[]) as k(key, begins)`;
    const stopped = await sql<(Trouble & { key: string })[]>`
      select i.key, (array_agg(i.message_id order by i.id))[1] as behind, (array_agg(i.message_id order by i.id desc) filter (where i.state = 'held' and i.id < i.begins))[1] as after,
        min(i.id) as first, min(i.id) filter (where i.state <> 'held') as never, max(i.held_until) as until
      from (
        select k.key, k.begins, h.* from ${keys} cross join lateral (
          select i.id, i.message_id, i.state, i.held_until from messages m join replay_items i on i.message_id = m.id
          where m.event_key = k.key and i.replay_id = ${replayId} and i.state = 'held' and i.reason_code is distinct from ${numbered} offset 0
        ) h
        union all
        select k.key, k.begins, i.id, i.message_id, i.state, null from replay_items i join messages m on m.id = i.message_id join ${keys} on k.key = m.event_key where ${never}
      ) i where i.id < ${last} group by 1`;
    return new Map(stopped.map(({ key, ...found }) => [key, found]));
  },
  judge: (facts, { message }) => {
    const trouble = message?.eventKey ? facts.get(message.eventKey) : undefined;
    if (!message?.item || !trouble || message.item.id <= trouble.first) return null;
    const isOver = trouble.never !== null && trouble.never < message.item.id;
    return isOver ? stopBehind(trouble.behind, null) : stopBehind(trouble.after ?? trouble.behind, trouble.until);
  },
  words: {
    line: sentences({ label: "Behind one that was not sent", some: "skipped: an earlier message of their key was not sent", none: null }),
    reason: (data) => `behind ${data ? `message ${data.behind}` : "a message"} of the same key, which is not sent`,
  },
};

/** It is held by its number, so that what has a lower one, or none, goes on. */
export function waitsByNumber(code: string): boolean {
  return code === numbered;
}

/** What becomes of all that follows message `behind` of one key. `until` null: it is never sent. */
export function stopBehind(behind: number, until: Date | null) {
  const reason = { code, data: { behind } };
  return until === null ? ({ do: "skip", ...reason } as const) : ({ do: "hold", ...reason, until } as const);
}
