import { visibleQueues } from "../access/visible.ts";
import type { Place } from "../access/permissions.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { chosenMessages } from "./chosen.ts";
import type { Selection } from "../messages/input.ts";

/** Whose turn at its messages a frozen selection waits for. */
type Acting = { readonly replayId: number } | { readonly bulkId: number };
/** The same, or that a person confirms it. */
type Owner = Acting | { readonly preparedId: number };

interface Held {
  readonly selection: Selection;
  /** Of `placesOf`: where the act is demanded. */
  readonly places: readonly Place[];
}

/**
 * Writes down which visible messages in these places a selection holds, in parts of up to `size`, in the order of their logs, else of capture. Answers how many
 * they are. They are cut from one array, which costs less than numbering each.
 */
export async function freezeSelection(ctx: Ctx, tx: Transaction, owner: Owner, { selection, places }: Held, size: number): Promise<number> {
  const visible = await visibleQueues(ctx, "message.view");
  // Places are read earlier, and a capture may have added a queue since. A filter of the aggregate leaves the plan as it is.
  const demanded = tx`m.queue_id in (
    select q.id from queues q join jsonb_to_recordset(${JSON.stringify(places)}::text::jsonb) as place(source text, queue text)
      on q.source = place.source and q.name = place.queue)`;
  const [row] = await tx<[{ n: number }]>`
    with chosen as materialized (
      select array_agg(m.id order by m.origin_position nulls first, m.id) filter (where ${demanded}) as ids
      from messages m where ${chosenMessages(ctx, selection, visible)}
    ), written as (
      insert into selection_parts (replay_id, bulk_id, prepared_id, message_ids)
      select ${replayOf(owner)}::bigint, ${bulkOf(owner)}::bigint, ${preparedOf(owner)}::bigint, ids[at : at + ${size}::int - 1]
      from chosen, generate_series(1, cardinality(ids), ${size}::int) as at order by at
      returning cardinality(message_ids) as n
    )
    select coalesce(sum(n), 0)::bigint as n from written`;
  return row.n;
}

/** Takes the next part, or the one that is given; null: none is left. Whoever asks holds the owner's row, so that two never take the same. */
export async function takePart(tx: Transaction, owner: Acting, part: number | null = null): Promise<readonly number[] | null> {
  const [row] = await tx<[{ ids: number[] }?]>`
    delete from selection_parts where id = coalesce(${part}::bigint, (select min(id) from selection_parts where ${ownedBy(tx, owner)})) returning message_ids as ids`;
  return row?.ids ?? null;
}

/** Takes single messages out of what waits, before their turn. */
export async function takeOut(tx: Transaction, owner: Acting, messageIds: readonly number[]): Promise<void> {
  const ids = numberArray(messageIds);
  await tx`
    update selection_parts set message_ids = array(
      select u.id from unnest(message_ids) with ordinality as u(id, at) where u.id <> all(${ids}::bigint[]) order by u.at)
    where ${ownedBy(tx, owner)} and message_ids && ${ids}::bigint[]`;
  await tx`delete from selection_parts where ${ownedBy(tx, owner)} and message_ids = '{}'`;
}

/** Forgets what still waits. Answers how many messages that is. */
export async function dropParts(tx: Transaction, owner: Acting): Promise<number> {
  const [{ n }] = await tx<[{ n: number }]>`
    with dropped as (delete from selection_parts where ${ownedBy(tx, owner)} returning cardinality(message_ids) as n)
    select coalesce(sum(n), 0)::bigint as n from dropped`;
  return n;
}

function ownedBy(tx: Transaction, owner: Acting) {
  return "replayId" in owner ? tx`replay_id = ${owner.replayId}` : tx`bulk_id = ${owner.bulkId}`;
}

const replayOf = (owner: Owner) => ("replayId" in owner ? owner.replayId : null);
const bulkOf = (owner: Owner) => ("bulkId" in owner ? owner.bulkId : null);
const preparedOf = (owner: Owner) => ("preparedId" in owner ? owner.preparedId : null);
