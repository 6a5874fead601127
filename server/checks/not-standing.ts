import { numberArray } from "../db/arrays.ts";
import { type Check, sentences } from "./check.ts";

/** Its source keeps it, and it is no dead letter there any more: a retry would find nothing, or run it twice. */
export const notStanding: Check<ReadonlySet<number>, null> = {
  code: "not_standing",
  when: ["plan", "start"],
  per: "message",
  applies: ({ target }) => target.to !== "release",
  read: async ({ sql }, candidates) => {
    const ids = candidates.flatMap(({ message }) => message?.id ?? []);
    if (ids.length === 0) return new Set();
    const found = await sql<{ id: number }[]>`
      select message_id as id from message_fates where message_id = any(${numberArray(ids)}::bigint[])`;
    return new Set(found.map(({ id }) => id));
  },
  judge: (facts, { message }) => (message && facts.has(message.id) ? { do: "skip", data: null } : null),
  words: {
    line: sentences({ label: "Gone at the source", some: "skipped: somebody retried or removed them there", none: null }),
    reason: () => "gone at the source: somebody retried or removed it there",
  },
};
