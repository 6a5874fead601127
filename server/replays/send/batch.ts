import type { Fragment } from "postgres";
import type { Sql, Transaction } from "../../db/client.ts";
import { locks } from "../../db/locks.ts";
import type { OutboundItem } from "./outbound.ts";

/** Batches of a replay are opened one at a time: what the next statements see holds every batch that was opened before. Ends with the transaction. */
export async function lockClaims(tx: Transaction, replayId: number): Promise<void> {
  await tx`select pg_advisory_xact_lock(${locks.claimsOfReplay}, ${replayId}::int)`;
}

/** Items of one replay in one lane's hand. While its row stands, those that are still `selected` were sent or not: only the lane knows. */
export interface Batch {
  readonly id: number;
  readonly replayId: number;
  /** Who sends it: `senderOf` its lane. */
  readonly sender: string;
  /** When the intent to send was committed. */
  readonly at: Date;
  readonly items: readonly OutboundItem[];
  /** By which it was claimed, messages a second; null: no limit. */
  readonly rate: number | null;
  /** How often held items of the replay had been made to wait again. */
  readonly recalls: number;
}

/** Whether `replay_items i`, where it is `selected`, is in somebody's hand. */
export function inHand(sql: Sql | Transaction): Fragment {
  return sql`exists (select from replay_batches b where b.replay_id = i.replay_id and i.id between b.first_item and b.last_item)`;
}

/** What a batch holds when its row is removed. */
export interface Left {
  readonly replayId: number;
  /** The operation of its replay's start. */
  readonly operation: number | null;
  readonly sender: string;
  readonly firstItem: number;
  readonly lastItem: number;
  readonly at: Date;
}

export function leftColumns(tx: Transaction): Fragment {
  return tx`replay_id as "replayId", (select operation_id from replays r where r.id = replay_id) as operation, ${senderOfHolder(tx)} as sender, first_item as "firstItem", last_item as "lastItem", at`;
}

/** The holder of a batch without the number of its claim. */
export function senderOfHolder(sql: Sql | Transaction): Fragment {
  return sql`regexp_replace(holder, '\\.[0-9]+$', '')`;
}
