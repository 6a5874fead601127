import type { RawMessage } from "../sources/port.ts";
import { placeOf } from "../sources/position.ts";
import { numberArray, textArray } from "../db/arrays.ts";
import type { Sql, Transaction } from "../db/client.ts";
import { identityKey } from "./identity-key.ts";

interface Identified {
  readonly id: number;
  readonly raw: RawMessage;
}

/** Drops what the broker's exact identity proves to be stored already, and notes the others. */
export async function keepFresh<T extends Identified>(tx: Transaction, queueId: number, incoming: readonly T[]): Promise<readonly T[]> {
  const records = incoming.flatMap(({ id, raw }) => {
    const place = placeOf(raw.identity);
    return place ? [{ id, ...place }] : [];
  });
  const others = incoming.filter(({ raw }) => raw.identity !== null && placeOf(raw.identity) === null);
  if (records.length + others.length === 0) return incoming;
  const noted = await Promise.all([
    records.length > 0
      ? tx<{ id: number }[]>`
        insert into log_records (queue_id, part, at, mark, message_id)
        select ${queueId}::int, * from unnest(
          ${textArray(records.map(({ part }) => part))}::text[], ${textArray(records.map(({ at }) => at))}::text[],
          ${textArray(records.map(({ mark }) => mark))}::text[], ${numberArray(records.map(({ id }) => id))}::bigint[]
        ) as t(part, at, mark, id) order by part collate "C", at collate "C", mark collate "C"
        on conflict do nothing returning message_id as id`
      : [],
    others.length > 0
      ? tx<{ id: number }[]>`
        insert into identities (queue_id, identity, message_id)
        select ${queueId}::int, identity, id from unnest(
          ${textArray(others.map(({ raw }) => (raw.identity === null ? null : identityKey(raw.identity))))}::text[], ${numberArray(others.map(({ id }) => id))}::bigint[]
        ) as t(identity, id) order by identity
        on conflict do nothing returning message_id as id`
      : [],
  ]);
  const fresh = new Set(noted.flat().map(({ id }) => id));
  return incoming.filter(({ id, raw }) => raw.identity === null || fresh.has(id));
}

/** The message that an identity is known by; null: it is not known. */
export async function findKnown(sql: Sql, queueId: number, identity: string): Promise<number | null> {
  const place = placeOf(identity);
  const [known] = place
    ? await sql<{ id: number }[]>`
      select message_id as id from log_records
      where queue_id = ${queueId} and part = ${place.part} and at = ${place.at} and mark = ${place.mark}`
    : await sql<
        { id: number }[]
      >`select message_id as id from identities where queue_id = ${queueId} and identity = ${identityKey(identity)}`;
  return known?.id ?? null;
}
