import { booleanArray, numberArray, packBytes, textArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { cleanText } from "../text/clean.ts";
import type { Delivered } from "./delivered.ts";
import type { CapturedFacts } from "./fold.ts";

export interface Captured {
  readonly id: number;
  readonly raw: Delivered;
  readonly facts: CapturedFacts;
  /** Of the version that the row is read from. */
  readonly decoded: Buffer | null;
}

/**
 * Writes what can never be derived again: the bytes, and the events that say where they came from. Version 1 is what the broker gave; where capture
 * took the original, version 2 holds it.
 */
export async function writeBodies(tx: Transaction, captured: readonly Captured[], at: Date, principal: number): Promise<void> {
  const versions = captured.flatMap(versionsOf);
  const heads = packBytes(versions.map(({ bytes }) => bytes.head));
  const bodies = packBytes(versions.map(({ bytes }) => bytes.body));
  const decoded = packBytes(versions.map((version) => version.decoded));
  const ids = numberArray(versions.map(({ id }) => id));
  const numbers = numberArray(versions.map(({ version }) => version));
  await Promise.all([
    tx`
      insert into bodies (message_id, version, head, body, position, redelivered, decoded)
      select id, version, substring(${heads.blob}::bytea from head_start for head_size),
        substring(${bodies.blob}::bytea from body_start for body_size), position, redelivered,
        substring(${decoded.blob}::bytea from decoded_start for decoded_size)
      from unnest(
        ${ids}::bigint[], ${numbers}::smallint[], ${heads.starts}::int[], ${heads.sizes}::int[], ${bodies.starts}::int[], ${bodies.sizes}::int[],
        ${textArray(versions.map(({ raw }) => cleanText(raw.position, 300)))}::text[],
        ${booleanArray(versions.map(({ raw }) => raw.redelivered))}::boolean[], ${decoded.starts}::int[], ${decoded.sizes}::int[]
      ) as t(id, version, head_start, head_size, body_start, body_size, position, redelivered, decoded_start, decoded_size)`,
    tx`
      insert into message_history (message_id, seq, kind, at, principal_id, data)
      select id, seq, kind, ${at}, ${principal}, data::jsonb
      from unnest(
        ${ids}::bigint[], ${numbers}::int[], ${textArray(versions.map(({ kind }) => kind))}::history_kind[],
        ${textArray(versions.map(({ data }) => JSON.stringify(data)))}::text[]
      ) as t(id, seq, kind, data)`,
  ]);
}

interface Version extends Pick<Captured, "id" | "raw" | "decoded"> {
  readonly version: number;
  readonly bytes: Pick<Delivered, "head" | "body">;
  readonly kind: string;
  readonly data: object;
}

/** Each is one event, of the same number. */
function versionsOf({ id, raw, facts, decoded }: Captured): readonly Version[] {
  const first = { id, version: 1, raw, bytes: raw, kind: "captured", data: facts, decoded };
  const { original } = raw;
  if (original?.found !== "taken") return [first];
  return [
    { ...first, decoded: null },
    { id, version: 2, raw, bytes: original, kind: "edited", data: { version: 2, record: original.at }, decoded },
  ];
}
