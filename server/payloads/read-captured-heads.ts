import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";

/** The heads that messages were captured with, by id; what was deleted meanwhile is left out. */
export async function readCapturedHeads({ sql }: Pick<Ctx, "sql">, ids: readonly number[]): Promise<ReadonlyMap<number, Uint8Array>> {
  const rows = await sql<{ id: number; head: Uint8Array }[]>`
    select message_id as id, head from bodies where message_id = any(${numberArray(ids)}::bigint[]) and version = 1`;
  return new Map(rows.map(({ id, head }) => [id, head]));
}
