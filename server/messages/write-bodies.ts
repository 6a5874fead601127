import { booleanArray, numberArray, packBytes, textArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { cleanText } from "../text/clean.ts";
import type { Delivered } from "./delivered.ts";
import type { CapturedFacts } from "./fold.ts";

export interface Captured {
  readonly id: number;
  readonly raw: Delivered;
  readonly facts: CapturedFacts;
}

/**
 * Writes what can never be derived again: the bytes, and the events that say where they came from. Version 1 is what the broker gave; where capture
 * took the original, version 2 holds it.
 */
export async function writeBodies(tx: Transaction, captured: readonly Captured[], at: Date, principal: number): Promise<void> {
  const versions = captured.flatMap(versionsOf);
  const heads = packBytes(versions.map(({ bytes }) => bytes.head));
  const bodies = packBytes(versions.map(({ bytes }) => bytes.body));
  const ids = numberArray(versions.map(({ id }) => id));
  const numbers = numberArray(versions.map(({ version }) => version));
  await Promise.all([
    tx`
      insert into bodies (message_id, version, head, body, position, redelivered)
      select id, version, substring(${heads.blob}::bytea from head_start for head_size),
        substring(${bodies.blob}::bytea from body_start for body_size), position, redelivered
      from unnest(
        ${ids}::bigint[], ${numbers}::smallint[], ${heads.starts}::int[], ${heads.sizes}::int[], ${bodies.starts}::int[], ${bodies.sizes}::int[],
        ${textArray(versions.map(({ raw }) => cleanText(raw.position, 300)))}::text[],
        ${booleanArray(versions.map(({ raw }) => raw.redelivered))}::boolean[]
      ) as t(id, version, head_start, head_size, body_start, body_size, position, redelivered)`,
    tx`
      insert into message_history (message_id, seq, kind, at, principal_id, data)
      select id, seq, kind, ${at}, ${principal}, data::jsonb
      from unnest(
        ${ids}::bigint[], ${numbers}::int[], ${textArray(versions.map(({ kind }) => kind))}::history_kind[],
        ${textArray(versions.map(({ data }) => JSON.stringify(data)))}::text[]
      ) as t(id, seq, kind, data)`,
  ]);
}

/** Each is one event, of the same number. */
function versionsOf({ id, raw, facts }: Captured) {
  const first = { id, version: 1, raw, bytes: raw, kind: "captured", data: facts };
  const { original } = raw;
  if (original?.found !== "taken") return [first];
  return [first, { id, version: 2, raw, bytes: original, kind: "edited", data: { version: 2, record: original.at } }];
}
