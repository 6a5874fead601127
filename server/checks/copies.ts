import { numberArray } from "../db/arrays.ts";
import { isCopy, isInPlay } from "../messages/copies.ts";
import { type Check, sentences } from "./check.ts";

/** The last message that may be the same one. */
type Copy = { readonly of: number };

/** A message that was released, captured again and restored, or sent after all, is here twice: consumers may get both. */
export const copies: Check<ReadonlyMap<number, number>, Copy> = {
  code: "copies",
  when: ["plan"],
  per: "message",
  read: async ({ sql }, candidates) => {
    const ids = candidates.flatMap(({ message }) => message?.id ?? []);
    if (ids.length === 0) return new Map();
    const found = await sql<{ id: number; of: number }[]>`
      select m.id, max(n.id) as of from messages m join messages n on ${isCopy(sql)}
      where m.id = any(${numberArray(ids)}::bigint[]) and ${isInPlay(sql)} group by 1`;
    return new Map(found.map(({ id, of }) => [id, of]));
  },
  judge: (facts, { message }) => {
    const of = message ? facts.get(message.id) : undefined;
    return of === undefined ? null : { do: "send", data: { of } };
  },
  words: {
    line: (found) => {
      const first = found.judged.find(({ finding }) => finding?.data)?.finding?.data?.of;
      return sentences({
        label: "May be sent twice",
        some: "released and captured again, and their other copies are dead or replayed too: consumers may get them twice",
        none: null,
        tone: "warn",
        ...(first === undefined ? {} : { mend: { text: `Compare with message ${first}`, href: `/messages/${first}` } }),
      })(found);
    },
    reason: () => "released and captured again: another copy is dead or replayed too",
  },
};
