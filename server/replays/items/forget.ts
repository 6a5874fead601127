import { numberArray } from "../../db/arrays.ts";
import type { Transaction } from "../../db/client.ts";

/** Deletes items whose messages are deleted in the same transaction. The counts of their replay stay. */
export async function forgetItems(tx: Transaction, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx`delete from releases where item_id = any(${numberArray(ids)}::bigint[])`;
  await tx`delete from replay_items where id = any(${numberArray(ids)}::bigint[])`;
}
