import type { RawMessage } from "../sources/port.ts";
import { booleanArray, numberArray, packBytes, textArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { cleanText } from "../text/clean.ts";
import type { CapturedFacts } from "./fold.ts";

export interface Captured {
  readonly id: number;
  readonly raw: RawMessage;
  readonly facts: CapturedFacts;
}

/** Writes what can never be derived again: the bytes, and the first event of each history. */
export async function writeTruth(tx: Transaction, captured: readonly Captured[], at: Date, principal: number): Promise<void> {
  const heads = packBytes(captured.map(({ raw }) => raw.head));
  const bodies = packBytes(captured.map(({ raw }) => raw.body));
  const ids = numberArray(captured.map(({ id }) => id));
  await Promise.all([
    tx`
      insert into bodies (message_id, version, head, body, position, redelivered)
      select id, 1, substring(${heads.blob}::bytea from head_start for head_size),
        substring(${bodies.blob}::bytea from body_start for body_size), position, redelivered
      from unnest(
        ${ids}::bigint[], ${heads.starts}::int[], ${heads.sizes}::int[], ${bodies.starts}::int[], ${bodies.sizes}::int[],
        ${textArray(captured.map(({ raw }) => cleanText(raw.position, 300)))}::text[],
        ${booleanArray(captured.map(({ raw }) => raw.redelivered))}::boolean[]
      ) as t(id, head_start, head_size, body_start, body_size, position, redelivered)`,
    tx`
      insert into message_history (message_id, seq, kind, at, principal_id, data)
      select id, 1, 'captured', ${at}, ${principal}, data::jsonb
      from unnest(${ids}::bigint[], ${textArray(captured.map(({ facts }) => JSON.stringify(facts)))}::text[]) as t(id, data)`,
  ]);
}
