import { readSeen, seenMessage } from "../../access/seen.ts";
import { seenIn, seenWithin } from "../../access/visible.ts";
import type { Fragment } from "postgres";
import type { Ctx } from "../../context.ts";
import { textArray } from "../../db/arrays.ts";
import { nowIn } from "../../db/read-now.ts";
import type { Reason } from "../../messages/reason.ts";
import { reasonColumn } from "../reason-column.ts";
import { inHand } from "../send/batch.ts";
import { askable } from "../send/find-lost.ts";
import type { ItemsInput } from "../input.ts";
import { itemsOf } from "../items-of.ts";
import type { ItemState } from "../transitions.ts";

export interface ItemLine {
  readonly id: number;
  readonly messageId: number;
  /** "in_hand": on its way to the broker. */
  readonly state: ItemState | "in_hand";
  /** Why it is in this state; null: nothing to say. */
  readonly reason: Reason | null;
  /** Of unknown outcome, and its broker is being asked: no person has to decide yet. */
  readonly asked: boolean;
  readonly intentAt: Date | null;
  readonly outcomeAt: Date | null;
  readonly cameBackAs: number | null;
  /** What it came back with, and whether that is the failure that it had before. */
  readonly cameBackWith: string | null;
  readonly sameFailure: boolean | null;
  readonly eventKey: string | null;
  /** null: the message is deleted. */
  readonly eventType: string | null;
}

const shown: Readonly<Record<Exclude<ItemsInput["show"], "all">, readonly ItemState[]>> = {
  trouble: ["came_back", "unknown", "returned", "refused"],
  came_back: ["came_back"],
  unknown: ["unknown"],
  failed: ["returned", "refused"],
  held: ["held"],
  skipped: ["skipped", "cancelled"],
};

/** `replay_items i` of `queues q`: a broker that can tell is asked what became of it, as far as it has not said yet that it cannot. A person may decide after ten minutes. */
function isAsked(ctx: Ctx): Fragment {
  const { sql } = ctx;
  return sql`coalesce(i.state = 'unknown' and i.reason_code is distinct from 'not_told_since_backup' and not coalesce((i.reason_data ->> 'untold')::boolean, false)
    and i.outcome_at > ${nowIn(ctx)} - interval '10 minutes' and q.source = any(${textArray(askable(ctx))}::text[]), false)`;
}

/** A page of items in the order in which they are sent. */
export async function listItems(
  ctx: Ctx,
  { id, show, cursor: after, limit }: ItemsInput,
): Promise<{ readonly items: readonly ItemLine[]; readonly next: number | null }> {
  const { sql } = ctx;
  const seen = await readSeen(ctx);
  const ofSeen =
    seen.replays === "everywhere"
      ? sql``
      : sql`and exists (select from replays r where r.id = ${id} ${seenWithin(sql, seen.replays, sql`r.places`)})`;
  // In the words of the partial index, which the planner does not recognise behind a parameter.
  const wanted =
    show === "all"
      ? itemsOf(sql, id)
      : sql`i.replay_id = ${id} and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled')
          and i.state = any(${[...shown[show]]}::item_state[])`;
  const rows = await sql<ItemLine[]>`
    select i.id, i.message_id as "messageId", case when i.state = 'selected' and ${inHand(sql)} then 'in_hand' else i.state::text end as state, ${reasonColumn(sql, sql`i.reason_code`, sql`i.reason_data`)} as reason, ${isAsked(ctx)} as asked, i.intent_at as "intentAt", i.outcome_at as "outcomeAt", ${seenMessage(sql, seen, sql`i.came_back_as`)} as "cameBackAs",
      m.event_key as "eventKey", m.event_type as "eventType", g.title as "cameBackWith", n.group_id = m.group_id as "sameFailure"
    from replay_items i left join messages m on m.id = i.message_id left join queues q on q.id = m.queue_id left join messages n on n.id = i.came_back_as ${seenIn(sql, seen.messages, sql`n.queue_id`)} left join groups g on g.id = n.group_id
    where ${wanted} ${ofSeen} and i.id > ${after ?? 0} order by i.id limit ${limit + 1}`;
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
