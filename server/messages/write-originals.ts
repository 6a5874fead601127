import { booleanArray, numberArray, packBytes, textArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { cleanText } from "../text/clean.ts";
import type { Delivered } from "./delivered.ts";

/** Writes the second version of those that hold their original now, and the event that says so. */
export async function writeOriginals(
  tx: Transaction,
  captured: readonly { readonly id: number; readonly raw: Delivered }[],
  at: Date,
  principal: number,
): Promise<void> {
  const whole = captured.flatMap(({ id, raw }) => (raw.original?.found === "taken" ? [{ id, raw, original: raw.original }] : []));
  if (whole.length === 0) return;
  const heads = packBytes(whole.map(({ original }) => original.head));
  const bodies = packBytes(whole.map(({ original }) => original.body));
  const ids = numberArray(whole.map(({ id }) => id));
  const data = whole.map(({ original }) => JSON.stringify({ version: 2, record: original.at }));
  await Promise.all([
    tx`
      insert into bodies (message_id, version, head, body, position, redelivered)
      select id, 2, substring(${heads.blob}::bytea from head_start for head_size),
        substring(${bodies.blob}::bytea from body_start for body_size), position, redelivered
      from unnest(
        ${ids}::bigint[], ${heads.starts}::int[], ${heads.sizes}::int[], ${bodies.starts}::int[], ${bodies.sizes}::int[],
        ${textArray(whole.map(({ raw }) => cleanText(raw.position, 300)))}::text[],
        ${booleanArray(whole.map(({ raw }) => raw.redelivered))}::boolean[]
      ) as t(id, head_start, head_size, body_start, body_size, position, redelivered)`,
    tx`
      insert into message_history (message_id, seq, kind, at, principal_id, data)
      select id, 2, 'edited', ${at}, ${principal}, data::jsonb from unnest(${ids}::bigint[], ${textArray(data)}::text[]) as t(id, data)`,
  ]);
}
