import { numberArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { noSuch } from "../errors.ts";
import type { Fragment } from "postgres";
import { mayBeMarked } from "../messages/route-facts.ts";
import { cleanText } from "../text/clean.ts";
import { type MovedItem, moveItems } from "./items/move.ts";
import { actAtOnce, type Rest } from "./leave-rest.ts";

/** `replay_items i` of a replay that are unknown. */
export function unknownOf(tx: Transaction, replayId: number): Fragment {
  return tx`i.replay_id = ${replayId} and i.state = 'unknown' and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled')`;
}

/**
 * Moves the next unknown items that a person decided about: those `asked`, a condition on `replay_items i`. `by`: the name of that person. `isMore`: others may be
 * left. One that comes back at this moment does not move.
 */
export async function decideSome(
  tx: Transaction,
  {
    replayId,
    reason,
    principal,
    operation,
    sent,
    by,
    asked,
  }: Rest & { readonly sent: boolean; readonly by: string; readonly asked: Fragment },
  at: Date,
): Promise<{ readonly moved: readonly MovedItem[]; readonly isMore: boolean }> {
  const [replay] = await tx<{ target: ReplayTarget }[]>`select target from replays where id = ${replayId}`;
  if (!replay) throw noSuch(`replay ${replayId}`);
  const rows = await tx<{ id: number; marked: boolean }[]>`
    select i.id, exists (select from messages m where m.id = i.message_id and ${mayBeMarked(tx)}) as marked
    from replay_items i where ${unknownOf(tx, replayId)} and ${asked} order by i.id limit ${actAtOnce}`;
  const said = { code: "decided", data: { by, sent, reason: cleanText(reason, 500) } };
  const release = replay.target.to === "release";
  const event = { kind: release ? "decided_release" : "decided", at, principal, operation, data: { reason } } as const;
  const move = (to: "observing" | "confirmed" | "cancelled", ids: readonly number[]) =>
    ids.length === 0 ? [] : moveItems(tx, event, { where: tx`i.id = any(${numberArray(ids)}::bigint[])`, to, reason: said });
  const idsOf = (some: readonly { readonly id: number }[]) => some.map(({ id }) => id);
  const isMore = rows.length === actAtOnce;
  if (!sent) return { moved: await move("cancelled", idsOf(rows)), isMore };
  const watched = rows.filter(({ marked }) => marked && !release);
  const others = rows.filter(({ marked }) => !marked || release);
  return { moved: [...(await move("observing", idsOf(watched))), ...(await move("confirmed", idsOf(others)))], isMore };
}
