import type { Category, Verdict } from "../failures/failure.ts";
import type { Range } from "./words.ts";
import type { Inflow, InflowKind } from "./output.ts";

/** Dead letters of one category in one stretch of time. */
export interface InflowCell {
  readonly bucket: number;
  readonly verdict: Verdict;
  readonly category: Category;
  readonly n: number;
  /** Of those, whose death is not known. */
  readonly undated: number;
}

const minute = 60_000;
/** How a range is cut: by what, in how many. Hours are hours of UTC, because the rollup has them so. */
export const cuts = {
  "1h": { bucketMs: minute, count: 60 },
  "24h": { bucketMs: 60 * minute, count: 24 },
  "7d": { bucketMs: 120 * minute, count: 84 },
} as const satisfies Record<Range, { bucketMs: number; count: number }>;

const verdictOrder: readonly Verdict[] = ["poison", "transient", "unknown"];
const recent = 5;

/** When the first stretch of a range begins, so that the last one is the one that runs. */
export function rangeStart(range: Range, now: Date): Date {
  const { bucketMs, count } = cuts[range];
  return new Date(Math.floor(now.getTime() / bucketMs) * bucketMs - (count - 1) * bucketMs);
}

/** The name of a category in a chart: one category under two verdicts is two things. */
export function kindKey({ verdict, category }: Pick<InflowKind, "verdict" | "category">): string {
  return `${verdict} ${category}`;
}

export function fillBuckets(range: Range, now: Date, cells: readonly InflowCell[]): Inflow {
  const { bucketMs, count } = cuts[range];
  const from = rangeStart(range, now);
  const buckets = Array.from({ length: count }, (_, index) => ({
    at: new Date(from.getTime() + index * bucketMs),
    kinds: {} as Record<string, number>,
  }));
  const sums = new Map<string, { verdict: Verdict; category: Category; total: number; last: number }>();
  let undated = 0;
  for (const cell of cells) {
    const bucket = buckets[cell.bucket];
    if (!bucket) continue;
    undated += cell.undated;
    const key = kindKey(cell);
    bucket.kinds[key] = (bucket.kinds[key] ?? 0) + cell.n;
    const sum = sums.get(key) ?? { verdict: cell.verdict, category: cell.category, total: 0, last: 0 };
    sum.total += cell.n;
    if (cell.bucket >= count - 1 - recent && cell.bucket < count - 1) sum.last += cell.n;
    sums.set(key, sum);
  }
  const kinds = [...sums.values()]
    .map(({ verdict, category, total, last }) => ({ verdict, category, total, perMinute: range === "1h" ? last / recent : null }))
    .toSorted((a, b) => verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict) || b.total - a.total);
  return { range, from, to: now, bucketMs, buckets, kinds, total: kinds.reduce((all, { total }) => all + total, 0), undated };
}
