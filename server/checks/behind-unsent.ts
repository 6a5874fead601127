import { textArray } from "../db/arrays.ts";
import { type Check, sentences } from "./check.ts";

const code = "behind_unsent";

/** The message that stands before others of its key and was not sent. */
type Behind = { readonly behind: number };

type Stop = ReturnType<typeof stopBehind>;

/**
 * Of an ordered replay: what follows one of its key that was not sent, by this worker or by another before it, is not sent either; what follows one
 * that is held is held as long.
 */
export const behindUnsent: Check<ReadonlyMap<string, Stop>, Behind> = {
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
    const first = Math.min(...items.map(({ id }) => id));
    const keys = [...new Set(items.flatMap(({ key }) => key ?? []))];
    const stopped = await sql<{ key: string; behind: number; until: Date | null }[]>`
      select m.event_key as key, min(m.id) as behind, case when bool_and(i.state = 'held') then max(i.held_until) end as until
      from replay_items i join messages m on m.id = i.message_id
      where ${trouble} and i.id < ${first} and m.event_key = any(${textArray(keys)}::text[]) group by 1`;
    return new Map(stopped.map(({ key, behind, until }) => [key, stopBehind(behind, until)]));
  },
  judge: (facts, { message }) => (message?.eventKey ? (facts.get(message.eventKey) ?? null) : null),
  words: {
    line: sentences({ label: "Behind one that was not sent", some: "skipped: an earlier message of their key was not sent", none: null }),
    reason: (data) => `held back: message ${data?.behind}, earlier of the same key, was not sent`,
  },
};

/** What becomes of all that follows message `behind` of one key. `until` null: it is never sent. */
export function stopBehind(behind: number, until: Date | null) {
  const reason = { code, data: { behind } };
  return until === null ? ({ do: "skip", ...reason } as const) : ({ do: "hold", ...reason, until } as const);
}
