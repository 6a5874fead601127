"use client";

import {
  Bar,
  CartesianGrid,
  ComposedChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { clockText } from "@/components/time";
import { useZone } from "@/components/time-zone";
import { numberText } from "@/server/text/numbers";
import type { Replay } from "./replay";
import { type StageArea, stageAreas } from "./stage-areas";

const fills: Readonly<Record<StageArea["name"], string>> = {
  canary: "var(--accent-soft)",
  observe: "var(--c-shade)",
  ramp: "var(--warn-soft)",
  full: "transparent",
};
/** A word has room in a stretch of so much of the chart, on a phone too. */
const wordShare = 0.16;

interface Point {
  /** Its place on the axis. */
  readonly nth: number;
  readonly label: string;
  readonly rate: number;
  /** Where the cross stands: on the axis. */
  readonly back: 0;
  readonly backs: number;
}

/** Sent a second under the line of the limit, over the stages; a cross below the axis where messages came back. */
export function RateChart({ replay }: { replay: Replay }) {
  const { bars, bucketSeconds, rate: limit } = replay;
  const { zone } = useZone();
  const areas = stageAreas(replay);
  const data = bars.map(
    ({ at, n, cameBack }, nth): Point => ({
      nth,
      label: clockText(new Date(at), zone, { seconds: bucketSeconds < 60, date: bucketSeconds >= 14_400 }),
      rate: n / bucketSeconds,
      back: 0,
      backs: cameBack,
    }),
  );
  const total = bars.reduce((sum, { n }) => sum + n, 0);
  const backs = bars.reduce((sum, { cameBack }) => sum + cameBack, 0);
  if (total === 0) return <p className="py-2 text-ink-2">Nothing has been sent yet.</p>;
  const top = niceTop(Math.max(limit ?? 0, ...data.map(({ rate }) => rate), 1));
  return (
    <div
      className="relative h-56 flex-none wide:h-auto wide:min-h-56 wide:flex-1"
      role="img"
      aria-label={`${total} sent and ${backs} come back over ${bars.length * bucketSeconds} seconds${areas.map(({ name, from, to }) => `; ${name} for ${(to - from + 1) * bucketSeconds} s`).join("")}`}
    >
      <div className="absolute inset-0">
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 224 }}>
          <ComposedChart data={data} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} barCategoryGap={1} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--c-grid)" />
            <XAxis
              dataKey="nth"
              tickFormatter={(nth: number) => data[nth]?.label ?? ""}
              tickLine={false}
              axisLine={{ stroke: "var(--line-strong)" }}
              minTickGap={64}
              tickMargin={backs > 0 ? 18 : 6}
              height={backs > 0 ? 40 : 28}
            />
            <YAxis width={44} tickLine={false} axisLine={false} domain={[0, top]} tickCount={5} tickFormatter={tickText} />
            {areas.map(({ name, from, to }) => (
              <ReferenceArea
                key={`${name} ${from}`}
                x1={from}
                x2={to}
                fill={fills[name]}
                fillOpacity={1}
                {...(to - from + 1 >= wordShare * bars.length && {
                  label: { value: name, position: "insideTopLeft", fill: "var(--ink-2)", fontSize: 12 },
                })}
              />
            ))}
            <Tooltip cursor={{ fill: "var(--c-shade)" }} content={<Tip />} />
            {limit !== null && <ReferenceLine y={limit} stroke="var(--ink-2)" strokeWidth={1.5} />}
            <Bar dataKey="rate" isAnimationActive={false} maxBarSize={24} fill="var(--c-line)" fillOpacity={0.85} />
            <Scatter dataKey="back" isAnimationActive={false} shape={Cross} />
          </ComposedChart>
        </ResponsiveContainer>
      </div>
    </div>
  );
}

/** The next 1, 1.2, 1.6, 2, 4, 6 or 8 of its power of ten: four even steps with short numbers, and room above the limit. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.2, 1.6, 2, 2.4, 4, 6, 8].find((step) => step * power > value) ?? 12) * power;
}

function tickText(value: number): string {
  return value >= 1_000 ? `${Math.round(value / 100) / 10}k` : `${Math.round(value * 10) / 10}`;
}

function Cross({ cx = 0, cy = 0, payload }: { cx?: number; cy?: number; payload?: Point }) {
  if (!payload || payload.backs === 0) return <g />;
  const y = cy + 11;
  return <path d={`M${cx - 4} ${y - 4}l8 8m0 -8l-8 8`} stroke="var(--bad-mark)" strokeWidth={2} strokeLinecap="round" fill="none" />;
}

function Tip({ active, payload }: { active?: boolean; payload?: readonly { payload: Point }[] }) {
  const point = payload?.[0]?.payload;
  if (!active || !point) return null;
  return (
    <div className="rounded-2 bg-raised px-2.5 py-1.5 text-12 shadow-pop">
      <p className="text-ink-3">{point.label}</p>
      <p>
        <b className="font-600">{tickText(point.rate)}</b> sent a second
      </p>
      {point.backs > 0 && <p className="text-bad">{numberText(point.backs)} came back</p>}
    </div>
  );
}
