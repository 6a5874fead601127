import { numberArray, packBytes } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";

/**
 * Finds which of these messages may have been stored before. On AMQP nothing proves it: `redelivered` with equal bytes is just as well
 * the second of two equal messages whose twin was settled before the connection broke, so both are kept and this one is flagged.
 * What the broker hands out for the first time (`redelivered` false) is a duplicate only of a row that was itself a redelivery, which
 * happens when the first taker commits after the second. The lock closes that race: takers of redeliveries wait for the others.
 * Answers the earliest equal message by message id.
 */
export async function suspectDuplicates(
  tx: Transaction,
  queueId: number,
  messages: readonly { readonly id: number; readonly fingerprint: Uint8Array; readonly redelivered: boolean | null }[],
): Promise<ReadonlyMap<number, number>> {
  const doubtful = messages.some((message) => message.redelivered !== false);
  await (doubtful
    ? tx`select pg_advisory_xact_lock(${lockClass}, ${queueId}::int)`
    : tx`select pg_advisory_xact_lock_shared(${lockClass}, ${queueId}::int)`);
  const fingerprints = packBytes(messages.map((message) => message.fingerprint));
  const found = await tx<{ id: number; earlier: number }[]>`
    select t.id, min(m.id) as earlier
    from unnest(
      ${numberArray(messages.map((message) => message.id))}::bigint[], ${fingerprints.starts}::int[], ${fingerprints.sizes}::int[],
      ${numberArray(messages.map((message) => (message.redelivered === false ? 0 : 1)))}::int[]
    ) as t(id, start, size, doubtful)
    join messages m on m.fingerprint = substring(${fingerprints.blob}::bytea from t.start for t.size)
    where t.doubtful = 1 or exists (
      select from bodies b where b.message_id = m.id and b.version = 1 and b.redelivered is distinct from false
    )
    group by t.id`;
  return new Map(found.map(({ id, earlier }) => [id, earlier]));
}

/** Any constant: the first half of the lock's key, the queue is the second. */
const lockClass = 720_118;
