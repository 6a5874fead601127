import { numberArray } from "../db/arrays.ts";
import { locks } from "../db/locks.ts";
import type { Transaction } from "../db/client.ts";

export interface Suspect {
  readonly id: number;
  readonly fingerprint: number | null;
  readonly redelivered: boolean | null;
}

/** How far the clocks of a worker and the database may be apart. */
const skewSeconds = 600;

/**
 * Answers which of these messages may have been stored before. On AMQP nothing proves it: `redelivered` with equal bytes is just as well
 * the second of two equal messages whose twin was settled before the connection broke, so both are kept and this one is flagged.
 * What the broker hands out for the first time (`redelivered` false) is a duplicate only of a redelivery that was stored since it was
 * received, which happens when the first taker commits after the second. The lock closes that race: who stores redeliveries waits for
 * the others, and they for it. So what the transaction reads afterwards holds what they stored.
 */
export async function lockRedeliveries(
  tx: Transaction,
  input: { readonly queueId: number; readonly receivedAt: Date; readonly messages: readonly Suspect[] },
): Promise<readonly Suspect[]> {
  const { queueId, receivedAt, messages } = input;
  if (messages.length === 0) return [];
  const doubtful = messages.filter((message) => message.redelivered !== false);
  const [, [queue]] = await Promise.all([
    doubtful.length > 0
      ? tx`select pg_advisory_xact_lock(${locks.redeliveriesOfQueue}, ${queueId}::int)`
      : tx`select pg_advisory_xact_lock_shared(${locks.redeliveriesOfQueue}, ${queueId}::int)`,
    tx<{ since: boolean }[]>`
      select coalesce(redelivered_at > ${receivedAt}::timestamptz - make_interval(secs => ${skewSeconds}), false) as since
      from queues where id = ${queueId}`,
  ]);
  if (doubtful.length > 0) await tx`update queues set redelivered_at = now() where id = ${queueId}`;
  return queue?.since ? messages : doubtful;
}

/**
 * The earliest equal message by message id, of those that `lockRedeliveries` answered. `lineages`: of what came back from a release; it equals the message
 * that was released, so it is suspected only where it equals a comeback of another one, which may be this message too.
 */
export async function suspectDuplicates(
  tx: Transaction,
  suspects: readonly Suspect[],
  lineages: ReadonlyMap<number, { readonly lineageId: number }>,
): Promise<ReadonlyMap<number, number>> {
  if (suspects.length === 0) return new Map();
  const found = await tx<{ id: number; earlier: number }[]>`
    select t.id, min(m.id) as earlier
    from unnest(
      ${numberArray(suspects.map(({ id }) => id))}::bigint[], ${numberArray(suspects.map(({ fingerprint }) => fingerprint))}::bigint[],
      ${numberArray(suspects.map(({ redelivered }) => (redelivered === false ? 0 : 1)))}::int[],
      ${numberArray(suspects.map(({ id }) => lineages.get(id)?.lineageId ?? null))}::bigint[]
    ) as t(id, fingerprint, doubtful, lineage)
    join messages m on m.fingerprint = t.fingerprint
    where (t.doubtful = 1 or exists (
      select from bodies b where b.message_id = m.id and b.version = 1 and b.redelivered is distinct from false
    )) and (t.lineage is null or m.lineage_id <> t.lineage)
    group by t.id`;
  return new Map(found.map(({ id, earlier }) => [id, earlier]));
}
