import type { Ctx } from "../../context.ts";
import { numberArray } from "../../db/arrays.ts";
import { nowIn } from "../../db/read-now.ts";
import type { Transaction } from "../../db/client.ts";

const atOnce = 5_000;
const lookedAt = 2_000;

/**
 * Lets items of a replay that are held for a downstream be judged again at once, those first that are held longest. Their state stays: the next claim
 * recalls what is due. Answers which; there may be more. Rows in another's hand are left for the next time. `most`: no more than these.
 */
export async function wakeItems(
  { sql, clock }: Pick<Ctx, "sql" | "clock">,
  { replayId, downstream, most = atOnce }: { readonly replayId: number; readonly downstream: string; readonly most?: number },
): Promise<readonly number[]> {
  const at = nowIn({ sql, clock });
  // What is woken already lies before `at` in the index, so that a million of it costs nothing.
  const woken = await sql<{ id: number }[]>`
    update replay_items set held_until = ${at} where id in (
      select id from replay_items
      where replay_id = ${replayId} and state = 'held' and reason_code = 'breaker' and reason_data->>'downstream' = ${downstream} and held_until > ${at}
      order by held_until, id limit ${Math.min(most, atOnce)} for update skip locked
    ) returning id`;
  return woken.map(({ id }) => id);
}

/**
 * The same for these messages, which were derived again: what they need may be another downstream, or none. Whoever has an item in hand judges it
 * by rules that it sees to be old, and so judges it again soon: none is waited for.
 */
export async function wakeDerived(
  { sql, clock }: { readonly sql: Transaction } & Pick<Ctx, "clock">,
  messageIds: readonly number[],
): Promise<void> {
  const at = nowIn({ sql, clock });
  await sql`
    update replay_items set held_until = ${at} where id in (
      select id from replay_items
      where message_id = any(${numberArray(messageIds)}::bigint[]) and state = 'held' and reason_code = 'breaker' and held_until > ${at} for update skip locked
    )`;
}

/** Where the next look at what stands behind others begins: an id of `replay_items`. */
export interface Turn {
  after: number;
}

/**
 * The same for what stands behind a message of its key, once that waits no more, was sent or not. Each call looks at the next `lookedAt` of them by their
 * ids, those of all replays in turn: so a call costs the same however many wait. Answers how many were woken.
 */
export async function wakeFollowers({ sql, clock }: Pick<Ctx, "sql" | "clock">, turn: Turn): Promise<number> {
  const at = nowIn({ sql, clock });
  const [seen] = await sql<[{ n: number; last: number | null; woken: number }]>`
    with seen as (
      select id, replay_id, (reason_data->>'behind')::bigint as behind, held_until from replay_items
      where state = 'held' and reason_code = 'behind_unsent' and id > ${turn.after} order by id limit ${lookedAt}
    ), free as (
      select i.id from seen s join replay_items i on i.id = s.id
      where s.held_until > ${at} and i.state = 'held' and exists (select from replays r where r.id = s.replay_id and r.state = 'running') and not exists (
        select from replay_items b where b.message_id = s.behind and b.state in ('selected', 'held', 'unknown') and b.replay_id = s.replay_id
      ) for update of i skip locked
    ), woken as (
      update replay_items set held_until = ${at} where id in (select id from free) returning id
    )
    select count(*) as n, max(id) as last, (select count(*) from woken) as woken from seen`;
  turn.after = seen.n < lookedAt ? 0 : (seen.last ?? 0);
  return seen.woken;
}

/** The same for these items, as far as they are held and in nobody's hand. Answers how many were woken. */
export async function wakeThese({ sql, clock }: Pick<Ctx, "sql" | "clock">, ids: readonly number[]): Promise<number> {
  const { count } = await sql`
    update replay_items set held_until = ${nowIn({ sql, clock })} where id in (
      select id from replay_items where id = any(${numberArray(ids)}::bigint[]) and state = 'held' for update skip locked)`;
  return count;
}
