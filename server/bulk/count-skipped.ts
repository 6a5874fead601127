import type { Transaction } from "../db/client.ts";
import { numberArray } from "../db/arrays.ts";
import type { Skipped } from "../db/schema/selections.ts";
import type { MovedMessage } from "../messages/move.ts";

/** Of the messages that were to be moved, those that were not, by the state that each is in now. */
export async function countSkipped(tx: Transaction, ids: readonly number[], moved: readonly MovedMessage[]): Promise<Skipped> {
  if (moved.length === ids.length) return {};
  const done = new Set(moved.map(({ messageId }) => messageId));
  const rows = await tx<{ state: keyof Skipped; n: number }[]>`
    select coalesce(m.state::text, 'deleted') as state, count(*) as n
    from unnest(${numberArray(ids.filter((id) => !done.has(id)))}::bigint[]) as i(id) left join messages m on m.id = i.id group by 1`;
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

export function addSkipped(one: Skipped, other: Skipped): Skipped {
  const states = new Set([...Object.keys(one), ...Object.keys(other)] as (keyof Skipped)[]);
  return Object.fromEntries([...states].map((state) => [state, (one[state] ?? 0) + (other[state] ?? 0)]));
}
