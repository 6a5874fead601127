import { textArray } from "../db/arrays.ts";
import { type Check, sentences } from "./check.ts";

const code = "behind_unsent";

/** The message that stands before others of its key and was not sent. */
type Behind = { readonly behind: number };

/** What keeps messages of one key back. */
interface Trouble {
  /** The first message that was not sent. */
  readonly behind: number;
  /** Items: the first that was not sent, and the first of those that never are; null: all are held. */
  readonly first: number;
  readonly never: number | null;
  /** When the last held one is judged again; null: none is held. */
  readonly until: Date | null;
}

/**
 * Of an ordered replay: what follows one of its key that was not sent, by this worker or by another before it, is not sent either; what follows one
 * that is held is held as long.
 */
export const behindUnsent: Check<ReadonlyMap<string, Trouble>, Behind> = {
  code,
  when: ["send"],
  per: "message",
  applies: ({ ordered }) => ordered,
  read: async ({ sql }, candidates) => {
    const items = candidates.flatMap(({ message }) => (message?.item ? [{ ...message.item, key: message.eventKey }] : []));
    const replayId = items[0]?.replayId ?? 0;
    const trouble = sql`i.replay_id = ${replayId} and i.state in ('returned', 'refused', 'unknown', 'cancelled', 'held')
      and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled')`;
    if ((await sql`select 1 from replay_items i where ${trouble} limit 1`).length === 0) return new Map();
    // Up to the last, not the first: what was found unsent waits again, and a batch that begins with it reaches over items that are over.
    const last = Math.max(...items.map(({ id }) => id));
    const keys = [...new Set(items.flatMap(({ key }) => key ?? []))];
    const stopped = await sql<(Trouble & { key: string })[]>`
      select m.event_key as key, (array_agg(m.id order by i.id))[1] as behind, min(i.id) as first, min(i.id) filter (where i.state <> 'held') as never,
        max(i.held_until) as until
      from replay_items i join messages m on m.id = i.message_id
      where ${trouble} and i.id < ${last} and m.event_key = any(${textArray(keys)}::text[]) group by 1`;
    return new Map(stopped.map(({ key, ...found }) => [key, found]));
  },
  judge: (facts, { message }) => {
    const trouble = message?.eventKey ? facts.get(message.eventKey) : undefined;
    if (!message?.item || !trouble || message.item.id <= trouble.first) return null;
    const isOver = trouble.never !== null && trouble.never < message.item.id;
    return stopBehind(trouble.behind, isOver ? null : trouble.until);
  },
  words: {
    line: sentences({ label: "Behind one that was not sent", some: "skipped: an earlier message of their key was not sent", none: null }),
    reason: (data) => `held back: ${data ? `message ${data.behind}` : "a message"}, earlier of the same key, was not sent`,
  },
};

/** What becomes of all that follows message `behind` of one key. `until` null: it is never sent. */
export function stopBehind(behind: number, until: Date | null) {
  const reason = { code, data: { behind } };
  return until === null ? ({ do: "skip", ...reason } as const) : ({ do: "hold", ...reason, until } as const);
}
