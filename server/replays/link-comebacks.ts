import { numberArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import type { ReplayMark } from "../messages/replay-mark.ts";
import { isKnownHere } from "./known-here.ts";
import { moveItems } from "./items/move.ts";

/** A message that says it is a comeback. */
export interface Returned extends ReplayMark {
  /** The message that carries the mark. */
  readonly messageId: number;
}

export interface Link {
  readonly lineageId: number;
  readonly itemId: number;
  readonly replayCount: number;
}

/**
 * Ties messages that carry a replay's headers to the item that sent them. What one says counts only when the item was sent, or may have been, its replay and
 * lineage agree, and its message came from the same source; the replay count is ours, never the header's. An item comes back once:
 * further copies (a fan-out that failed twice) share its lineage but are not counted again. So does what a person or a broker called not sent, where something else
 * happened to the original since: only one that is still dead, as it was sent, becomes replayed, and an edit stays in the list. Answers links by message id.
 */
export async function linkComebacks(
  tx: Transaction,
  source: string,
  returned: readonly Returned[],
  by: { readonly at: Date; readonly principal: number },
): Promise<ReadonlyMap<number, Link>> {
  if (returned.length === 0) return new Map();
  const found = await tx<
    {
      messageId: number;
      itemId: number;
      first: boolean;
      afterAll: boolean;
      operation: number | null;
      lineageId: number;
      replayCount: number;
    }[]
  >`
    with returned as (
      select * from unnest(
        ${numberArray(returned.map((c) => c.messageId))}::bigint[], ${numberArray(returned.map((c) => c.itemId))}::bigint[],
        ${numberArray(returned.map((c) => c.replayId))}::bigint[], ${numberArray(returned.map((c) => c.lineageId))}::bigint[]
      ) as t(message_id, item_id, replay_id, lineage_id)
    ), item as (
      select i.id, i.replay_id, i.message_id, i.version, i.came_back_as, i.state in ('cancelled', 'refused') as after_all from replay_items i
      where i.id in (select item_id from returned)
        and (i.state in ('confirmed', 'unknown', 'observing', 'presumed_ok', 'processed', 'came_back')
          or (i.state in ('cancelled', 'refused') and i.reason_code in ('decided', 'found_unsent')) or (i.state = 'selected' and exists (
          select from replay_batches b where b.replay_id = i.replay_id and i.id between b.first_item and b.last_item
          union all select from replays r where r.id = i.replay_id and (r.pause_code = 'restored' or not ${isKnownHere(tx)}))))
      order by i.id for no key update
    ), linked as (
      select c.message_id, i.id as item_id, r.operation_id as operation, i.came_back_as, i.after_all, m.state = 'dead' and m.version = i.version as as_it_was, coalesce(m.lineage_id, m.id) as lineage_id,
        m.replay_count, row_number() over (partition by i.id order by c.message_id) as nth
      from returned c join item i on i.id = c.item_id and i.replay_id = c.replay_id
      join replays r on r.id = i.replay_id join messages m on m.id = i.message_id and coalesce(m.lineage_id, m.id) = c.lineage_id
      join queues q on q.id = m.queue_id and q.source = ${source}
    )
    select message_id as "messageId", item_id as "itemId", nth = 1 and came_back_as is null and (as_it_was or not after_all) as first, after_all as "afterAll", operation, lineage_id as "lineageId",
      replay_count as "replayCount"
    from linked`;
  const first = found.filter((link) => link.first);
  for (const [operation, links] of Map.groupBy(first, (link) => link.operation)) {
    const items = links.map(({ itemId, messageId, afterAll }) => ({
      id: itemId,
      to: "came_back" as const,
      cameBackAs: messageId,
      reason: afterAll ? { code: "sent_after_all", data: null } : null,
    }));
    await moveItems(tx, { kind: "came_back", ...by, operation }, { items });
  }
  return new Map(
    found.map((link) => [link.messageId, { lineageId: link.lineageId, itemId: link.itemId, replayCount: link.replayCount + 1 }]),
  );
}
