"use client";

import { Bar, BarChart, CartesianGrid, Cell, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { clockText } from "@/components/time";
import { useZone } from "@/components/time-zone";
import type { Run } from "./run-view";

/** Bars under the limit line; a bar with comebacks is edged. */
export function RateChart({ bars, limit }: { bars: Run["bars"]; limit: number | null }) {
  const { zone } = useZone();
  const data = bars.map((bar) => ({ ...bar, label: clockText(new Date(bar.at), zone, { seconds: true }) }));
  const total = bars.reduce((sum, { n }) => sum + n, 0);
  return (
    <div className="h-52" role="img" aria-label={`${total} taken by the broker over ${bars.length} intervals`}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 208 }}>
        <BarChart data={data} margin={{ top: 12, right: 4, bottom: 0, left: 0 }} barCategoryGap={1}>
          <CartesianGrid vertical={false} stroke="var(--c-grid)" />
          <XAxis dataKey="label" tickLine={false} axisLine={{ stroke: "var(--line-strong)" }} minTickGap={60} tick={{ fontSize: 11 }} />
          <YAxis
            width={40}
            tickLine={false}
            axisLine={false}
            allowDecimals={false}
            tick={{ fontSize: 11 }}
            domain={[0, (most: number) => Math.max(most, limit ?? 1)]}
          />
          <Tooltip
            cursor={{ fill: "var(--c-shade)" }}
            contentStyle={{ background: "var(--raised)", border: "1px solid var(--line)", borderRadius: 6, fontSize: 12 }}
            formatter={(value) => [`${value}`, "taken"]}
          />
          {limit !== null && <ReferenceLine y={limit} stroke="var(--ink-2)" />}
          <Bar dataKey="n" isAnimationActive={false} maxBarSize={24}>
            {data.map((bar) => (
              <Cell key={bar.at} fill="var(--ok-mark)" stroke={bar.cameBack > 0 ? "var(--bad-mark)" : undefined} strokeWidth={2} />
            ))}
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
