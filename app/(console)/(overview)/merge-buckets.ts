import type { Zone } from "@/components/time-zone";
import type { Range } from "@/server/overview/words";
import type { InflowKind } from "@/server/overview/output";

/** The inflow as it arrives in the browser: times are texts. */
export interface ChartInflow {
  readonly range: Range;
  readonly bucketMs: number;
  readonly buckets: readonly { readonly at: string; readonly kinds: Readonly<Record<string, number>> }[];
  readonly kinds: readonly InflowKind[];
  readonly total: number;
}

export interface ChartRow {
  /** Start, as milliseconds. */
  readonly at: number;
  /** Where its bar stands on a number axis. */
  readonly middle: number;
  readonly kinds: Record<string, number>;
}

/** Bars of `bucketMs`, summed from shorter ones; the last ends with the newest. */
export function mergeBuckets({ buckets, bucketMs: shorter }: Pick<ChartInflow, "buckets" | "bucketMs">, bucketMs: number): ChartRow[] {
  const times = Math.max(1, Math.round(bucketMs / shorter));
  const rows: ChartRow[] = [];
  for (const [index, { at, kinds }] of buckets.entries()) {
    const start = new Date(at).getTime();
    const last = rows.at(-1);
    if (index % times === 0 || !last) rows.push({ at: start, middle: start + bucketMs / 2, kinds: { ...kinds } });
    else for (const [key, n] of Object.entries(kinds)) last.kinds[key] = (last.kinds[key] ?? 0) + n;
  }
  return rows;
}

const minute = 60_000;
const hour = 60 * minute;

/** How many minutes a bar of the last hour stands for: on a phone there is no room for sixty. */
export const minutesABar = (narrow: boolean) => (narrow ? 2 : 1);

/** What the bars of a chart count. */
export function inflowHeading(range: Range, narrow: boolean): string {
  if (range === "1h") return `Dead letters per ${narrow ? `${minutesABar(narrow)} minutes` : "minute"}`;
  return range === "24h" ? "Dead letters per hour" : "Dead letters per 2 hours";
}

/** Round times inside the range: 5 or 15 minutes, 3 or 6 hours, days of the shown zone. */
export function axisTicks(range: Range, from: number, to: number, narrow: boolean, zone: Zone): number[] {
  const step = range === "1h" ? (narrow ? 15 : 5) * minute : range === "24h" ? (narrow ? 6 : 3) * hour : (narrow ? 48 : 24) * hour;
  const shift = zone === "local" && step >= hour ? new Date(from).getTimezoneOffset() * minute : 0;
  const ticks: number[] = [];
  for (let at = Math.ceil((from - shift) / step) * step + shift; at < to; at += step) ticks.push(at);
  return ticks;
}

const baseline = { poison: 0, unknown: 1, transient: 2 } as const;

/** From the baseline up: poison, what is unknown, transient; the largest of each on top. */
export function stackOrder(kinds: readonly InflowKind[]): InflowKind[] {
  return kinds.toSorted((a, b) => baseline[a.verdict] - baseline[b.verdict] || a.total - b.total);
}
