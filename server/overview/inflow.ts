import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { cuts, fillBuckets, type InflowCell, rangeStart } from "./buckets.ts";
import type { ReadInflow } from "./input.ts";
import type { Inflow } from "./output.ts";

/** Dead letters over time, by death, or by capture where the death is not known, by verdict and category: an hour from the minutes, more from the hours. What was discarded or replayed since stays in it. */
export async function readInflow(ctx: Ctx, { range, queueId, groupId }: Pick<ReadInflow, "range"> & Partial<ReadInflow>): Promise<Inflow> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "message.view");
  const now = ctx.clock();
  const from = rangeStart(range, now);
  const seconds = cuts[range].bucketMs / 1_000;
  const counted =
    range === "1h"
      ? sql`select minute as at, group_id, n, known from minute_arrivals where minute >= ${from}`
      : sql`select hour as at, group_id, early + late as n, early_known + late_known as known from hour_arrivals where hour >= ${from}`;
  const cells = await sql<InflowCell[]>`
    select floor(extract(epoch from c.at - ${from}::timestamptz) / ${seconds})::int as bucket, c.verdict, c.category, sum(c.n)::bigint as n,
      sum(c.n - c.known)::bigint as undated
    from (select at, g.verdict, g.category, sum(n) as n, sum(known) as known from (${counted}) counted join groups g on g.id = group_id
      ${queueId ? sql`and g.queue_id = ${queueId}` : sql``} ${groupId ? sql`and g.id = ${groupId}` : sql``} ${seenIn(sql, visible, sql`g.queue_id`)} group by 1, 2, 3) c
    group by 1, 2, 3 having sum(c.n) > 0`;
  return fillBuckets(range, now, cells);
}
