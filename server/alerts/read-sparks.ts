import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import type { AlertRow } from "./line-of.ts";
import { narrowsGroups } from "./match.ts";
import { queueStanding } from "./queue-standing.ts";

const buckets = 12;
const minutes = 5;

/**
 * What died in the last hour where each alert is about, in steps of five minutes, the oldest first. An alert about neither one group nor one queue is not
 * there, nor one of a part of a queue, nor one whose queue is not captured or not read: what died there is not known. Whoever calls has asked which alerts
 * may be seen. `now`: by the database's clock.
 */
export async function readSparks(
  { sql }: Pick<Ctx, "sql">,
  rows: readonly Pick<AlertRow, "alert" | "spec">[],
  now: Date,
): Promise<ReadonlyMap<number, readonly number[]>> {
  const ids = rows.flatMap(({ alert, spec: { where } }) =>
    where.eventTypes.length > 0 || (alert.groupId === null && narrowsGroups(where)) ? [] : [alert.id],
  );
  if (ids.length === 0) return new Map();
  const counted = await sql<{ id: number; bucket: number | null; n: number }[]>`
    with recent as (
      select m.group_id, g.queue_id, g.triage = 'muted' and coalesce(g.muted_until > ${now}, false) as muted,
        floor(extract(epoch from ${now}::timestamptz - m.minute) / ${minutes * 60})::int as bucket, sum(m.n)::bigint as n
      from minute_arrivals m join groups g on g.id = m.group_id
      where m.minute > ${now}::timestamptz - make_interval(mins => ${minutes * buckets}) and m.minute <= ${now} group by 1, 2, 3, 4
    ), read as (
      select id from (select q.id, ${queueStanding(sql, now)} from queues q left join sources s on s.name = q.source) q
      where captured and not paused and "blindSince" is null
    ), chosen as (
      select a.id, a.group_id, coalesce(g.queue_id, a.queue_id) as queue_id from alerts a left join groups g on g.id = a.group_id
      where a.id = any(${numberArray(ids)}::bigint[]) and coalesce(g.queue_id, a.queue_id) in (select id from read)
    )
    select c.id, r.bucket, coalesce(sum(r.n), 0)::bigint as n from chosen c left join recent r on r.group_id = c.group_id where c.group_id is not null group by 1, 2
    union all
    select c.id, r.bucket, coalesce(sum(r.n), 0)::bigint from chosen c left join recent r on r.queue_id = c.queue_id and not r.muted where c.group_id is null group by 1, 2`;
  const sparks = new Map<number, number[]>();
  for (const { id, bucket, n } of counted) {
    const spark = sparks.get(id) ?? Array.from({ length: buckets }, () => 0);
    if (bucket !== null && bucket < buckets) spark[buckets - 1 - bucket] = n;
    sparks.set(id, spark);
  }
  return sparks;
}
