import { numberArray } from "../db/arrays.ts";
import type { CandidateMessage } from "./candidate.ts";
import type { Asking } from "./check.ts";

/** Codes of checks that each of these messages passes because a person said so: of its replay, or where it is no item yet, of what is asked. By message. */
export async function readDespite(
  { sql, despite = [] }: Asking,
  candidates: readonly { readonly message: Pick<CandidateMessage, "id" | "item"> | null }[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const ids = [...new Set(candidates.flatMap(({ message }) => message?.item?.replayId ?? []))];
  const rows =
    ids.length === 0
      ? []
      : await sql<{ id: number; despite: readonly string[] }[]>`
          select id, coalesce(policy->'despite', '[]'::jsonb) as despite from replays where id = any(${numberArray(ids)}::bigint[])`;
  const ofReplay = new Map(rows.map((row) => [row.id, row.despite]));
  return new Map(
    candidates.flatMap(({ message }) => (message ? [[message.id, ofReplay.get(message.item?.replayId ?? 0) ?? despite] as const] : [])),
  );
}
