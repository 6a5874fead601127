import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";

const buckets = 12;
const minutes = 5;

/**
 * What died in the last hour where each alert is about, in steps of five minutes, the oldest first. An alert about neither one group nor one queue is not
 * there. Whoever calls has asked which alerts may be seen.
 */
export async function readSparks(
  { sql, clock }: Pick<Ctx, "sql" | "clock">,
  ids: readonly number[],
): Promise<ReadonlyMap<number, readonly number[]>> {
  if (ids.length === 0) return new Map();
  const now = clock();
  const rows = await sql<{ id: number; bucket: number | null; n: number }[]>`
    with recent as (
      select m.group_id, g.queue_id, floor(extract(epoch from ${now}::timestamptz - m.minute) / ${minutes * 60})::int as bucket, sum(m.n)::bigint as n
      from minute_arrivals m join groups g on g.id = m.group_id
      where m.minute > ${now}::timestamptz - make_interval(mins => ${minutes * buckets}) and m.minute <= ${now} group by 1, 2, 3
    ), chosen as (select id, group_id, queue_id from alerts where id = any(${numberArray(ids)}::bigint[]) and (group_id is not null or queue_id is not null))
    select c.id, r.bucket, coalesce(sum(r.n), 0)::bigint as n from chosen c left join recent r on r.group_id = c.group_id where c.group_id is not null group by 1, 2
    union all
    select c.id, r.bucket, coalesce(sum(r.n), 0)::bigint from chosen c left join recent r on r.queue_id = c.queue_id where c.group_id is null group by 1, 2`;
  const sparks = new Map<number, number[]>();
  for (const { id, bucket, n } of rows) {
    const spark = sparks.get(id) ?? Array.from({ length: buckets }, () => 0);
    if (bucket !== null && bucket < buckets) spark[buckets - 1 - bucket] = n;
    sparks.set(id, spark);
  }
  return sparks;
}
