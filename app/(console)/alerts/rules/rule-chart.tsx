"use client";

import { Bar, CartesianGrid, Cell, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { clockText } from "@/components/time";
import { useZone, type Zone } from "@/components/time-zone";
import { rateText } from "@/server/text/numbers";
import { plot } from "../../(overview)/plot";
import { useNarrow } from "../../(overview)/use-narrow";
import type { Chart, Known } from "./preview";

interface Row {
  readonly at: number;
  readonly middle: number;
  readonly value: number;
  readonly limit: number;
  readonly name: string;
}

const dayMs = 86_400_000;
/** More columns would be thinner than a line on a phone. */
const mostNarrow = 56;

/** The largest value of each stretch of time, red where it reached the limit, which is the dashed line. */
export default function RuleChart({ chart: { unit, bucketMs, points }, from, to }: { chart: Chart } & Pick<Known, "from" | "to">) {
  const narrow = useNarrow();
  const { zone } = useZone();
  const stretchMs = bucketMs * (narrow ? Math.ceil(points.length / mostNarrow) : 1);
  const rows = rowsOf(points, stretchMs);
  const [start, end] = [new Date(from).getTime(), new Date(to).getTime()];
  const top = rows.reduce<Row | null>((highest, row) => (row.value > (highest?.value ?? 0) ? row : highest), null);
  const reached = rows.filter(({ value, limit }) => value >= limit).length;
  const words = top
    ? `The largest was ${rateText(top.value)} ${unit}, ${top.name}. The limit was reached in ${reached} of ${rows.length} stretches.`
    : "There was nothing.";
  return (
    <div role="img" aria-label={words} className="h-[140px] desk:h-[190px]">
      <ResponsiveContainer>
        <ComposedChart data={rows} margin={{ top: 8, right: plot.right, bottom: 0, left: 0 }} barCategoryGap={1} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--c-grid)" />
          <XAxis
            dataKey="middle"
            type="number"
            domain={[start, end]}
            ticks={ticksOf(start, end, narrow ? 4 : 7)}
            tickFormatter={(at: number) => tickText(at, end - start, zone)}
            tickSize={4}
            height={24}
            stroke="var(--line-strong)"
            interval={0}
          />
          <YAxis width={plot.left} axisLine={false} tickLine={false} tickCount={4} tickFormatter={(n: number) => rateText(n)} />
          <Tooltip
            cursor={{ fill: "var(--c-shade)" }}
            isAnimationActive={false}
            content={<PointTooltip unit={unit} bucketMs={stretchMs} />}
          />
          <Bar dataKey="value" isAnimationActive={false}>
            {rows.map(({ at, value, limit }) => (
              <Cell key={at} fill={value >= limit ? "var(--bad-mark)" : "var(--line-control)"} />
            ))}
          </Bar>
          <Line
            dataKey="limit"
            type="stepAfter"
            dot={false}
            activeDot={false}
            stroke="var(--ink-2)"
            strokeDasharray="4 3"
            strokeWidth={1.25}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

/** The largest of each stretch, with its limit. */
function rowsOf(points: Chart["points"], stretchMs: number): readonly Row[] {
  const rows = new Map<number, Row>();
  for (const { at, value, limit, name } of points) {
    const begin = Math.floor(at / stretchMs) * stretchMs;
    const row = rows.get(begin);
    if (!row || (value ?? 0) > row.value) rows.set(begin, { at: begin, middle: begin + stretchMs / 2, value: value ?? 0, limit, name });
  }
  return [...rows.values()];
}

interface TooltipProps {
  unit: string;
  bucketMs: number;
  active?: boolean;
  payload?: readonly { payload?: Row }[];
}

function PointTooltip({ unit, bucketMs, active, payload }: TooltipProps) {
  const { zone } = useZone();
  const row = payload?.[0]?.payload;
  if (!active || !row) return null;
  return (
    <div className="max-w-72 rounded-2 bg-raised px-3 py-2 text-12 shadow-pop">
      <p className="mb-1 font-550">
        {clockText(new Date(row.at), zone, { date: true })} to {clockText(new Date(row.at + bucketMs), zone)}
      </p>
      <p>
        {row.value === 0 ? "nothing" : `at most ${rateText(row.value)} ${unit}`}
        {row.name !== "" && <span className="block text-ink-2 [overflow-wrap:anywhere]">{row.name}</span>}
      </p>
      <p className="text-ink-3">fires from {rateText(row.limit)}</p>
    </div>
  );
}

/** So many round times within, days where it is several. */
function ticksOf(from: number, to: number, most: number): number[] {
  const steps = [600_000, 1_800_000, 3_600_000, 10_800_000, 21_600_000, dayMs / 2, dayMs, 2 * dayMs, 4 * dayMs];
  const step = steps.find((ms) => (to - from) / ms <= most) ?? 7 * dayMs;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at < to; at += step) ticks.push(at);
  return ticks;
}

function tickText(at: number, spanMs: number, zone: Zone): string {
  const [date = "", time = ""] = clockText(new Date(at), zone, { date: true }).split(", ");
  return spanMs > 3 * dayMs ? date : time || date;
}
