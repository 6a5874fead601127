import { numberArray, textArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import type { HeadCodec } from "../sources/port.ts";
import { releaseDigest } from "./release-digest.ts";
import { firstCopy } from "../messages/copies.ts";
import { inHand } from "./send/batch.ts";

/** A message that capture took and that is not stored yet. */
interface Arrived {
  readonly id: number;
  readonly raw: { readonly head: Uint8Array; readonly body: Uint8Array | null; readonly redelivered: boolean | null };
}

interface Queue {
  readonly queueId: number;
  readonly codec: HeadCodec;
}

/** The released message that an arrived one may be. When it died does not change by a release. */
export interface Release {
  /** Where it was released several times, the first of the messages that it may be. */
  readonly releasedFrom: number;
  readonly lineageId: number;
  readonly replayCount: number;
  readonly sortAt: Date;
  readonly deathKnown: boolean;
  readonly diedAfter: Date | null;
}

/** Whether anything that was released to this queue has not come back: mostly not, and then there is nothing to link. A log takes no releases. */
export async function isReleasedTo(tx: Transaction, { queueId, codec }: Pick<Queue, "queueId" | "codec">): Promise<boolean> {
  if (codec.log !== null) return false;
  const [{ open }] = await tx<[{ open: boolean }]>`select exists (select from releases where queue_id = ${queueId}) as open`;
  return open;
}

/**
 * Finds which of these messages may be ones that were released to this queue: they have the same bytes, but for what the broker writes anew. Nothing
 * proves it, since an application may publish the same bytes, so nothing is merged: both stay, in one lineage. A release is found once, the oldest
 * first, and counts only where its item was sent or may have been. What the broker hands out for the first time comes before redeliveries, which may be
 * of an earlier delivery. Answers by message id.
 */
export async function linkReleases(
  tx: Transaction,
  { queueId, codec }: Queue,
  arrived: readonly Arrived[],
): Promise<ReadonlyMap<number, Release>> {
  const read = arrived.flatMap(({ id, raw }) => {
    const head = codec.decode(raw.head);
    return head.problem === null ? [{ id, again: raw.redelivered === true, digest: releaseDigest(codec, head, raw.body) }] : [];
  });
  const found = await tx<(Release & { readonly id: number })[]>`
    with arrived as (
      select *, row_number() over (partition by digest order by again, id) as nth from unnest(
        ${numberArray(read.map(({ id }) => id))}::bigint[], ${numberArray(read.map(({ again }) => Number(again)))}::int[],
        ${textArray(read.map(({ digest }) => digest))}::text[]
      ) as t(id, again, digest)
    ), released as (
      select r.*, row_number() over (partition by r.digest order by r.item_id) as nth
      from (select digest, count(*) as n from arrived group by 1) wanted cross join lateral (
        select r.item_id, r.digest from releases r join replay_items i on i.id = r.item_id
        where r.queue_id = ${queueId} and r.digest = wanted.digest
          and (i.state in ('confirmed', 'unknown') or (i.state = 'cancelled' and i.reason_code = 'decided') or (i.state = 'selected' and ${inHand(tx)}))
        order by r.item_id limit wanted.n for update of r skip locked
      ) r
    ), linked as (
      delete from releases using released, arrived
      where releases.item_id = released.item_id and arrived.digest = released.digest and arrived.nth = released.nth
      returning arrived.id, releases.message_id
    )
    select l.id, ${firstCopy(tx, tx`m`)} as "releasedFrom", coalesce(m.lineage_id, m.id) as "lineageId", m.replay_count as "replayCount", m.sort_at as "sortAt",
      m.death_known as "deathKnown", m.died_after as "diedAfter"
    from linked l join messages m on m.id = l.message_id`;
  return new Map(found.map(({ id, ...release }) => [id, release]));
}
