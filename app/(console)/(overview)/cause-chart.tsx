"use client";

import { useId } from "react";
import { Bar, BarChart, CartesianGrid, ReferenceArea, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { clockText } from "@/components/time";
import { useZone } from "@/components/time-zone";
import { numberText } from "@/server/text/numbers";
import { InflowTooltip } from "./inflow-tooltip";
import { KindPattern, kindLook, patternId } from "./kind-look";
import { Lanes, type Lane } from "./lanes";
import { Notes } from "./notes";
import type { Marks } from "./marks";
import { axisTicks, type ChartInflow, mergeBuckets, minutesABar, stackOrder } from "./merge-buckets";
import { plot } from "./plot";
import { useNarrow } from "./use-narrow";

/** Deaths a minute from which an alert fires. */
interface Limit {
  readonly perMinute: number;
  readonly words: string;
}

/** Deaths over time, stacked by category with poison at the baseline; alerts and replays as lanes below, notes as lines; a hatched gap where nobody looked. */
export default function CauseChart({
  inflow,
  lanes,
  marks,
  blindSince,
  limit = null,
}: {
  inflow: ChartInflow;
  lanes: readonly Lane[];
  marks: Marks;
  blindSince: string | null;
  limit?: Limit | null;
}) {
  const chart = useId();
  const narrow = useNarrow();
  const { zone } = useZone();
  const bucketMs = inflow.bucketMs * (inflow.range === "1h" ? minutesABar(narrow) : 1);
  const rows = mergeBuckets(inflow, bucketMs);
  const from = rows[0]?.at ?? 0;
  const to = from + rows.length * bucketMs;
  const words = `${numberText(inflow.total)} dead letters: ${inflow.kinds.map((kind) => `${numberText(kind.total)} ${kind.category}`).join(", ")}.`;
  const gap = blindSince ? Math.max(new Date(blindSince).getTime(), from) : null;
  return (
    <div className="min-w-0">
      <div role="img" aria-label={words} className="h-[180px] desk:h-[250px]">
        <ResponsiveContainer>
          <BarChart data={rows} margin={{ top: 8, right: plot.right, bottom: 0, left: 0 }} barCategoryGap={1} accessibilityLayer={false}>
            {patterns(chart, inflow)}
            <CartesianGrid vertical={false} stroke="var(--c-grid)" />
            <XAxis
              dataKey="middle"
              type="number"
              domain={[from, to]}
              ticks={axisTicks(inflow.range, from, to, narrow, zone)}
              tickFormatter={(at: number) => clockText(new Date(at), zone, { date: inflow.range === "7d" }).split(",")[0] ?? ""}
              tickSize={4}
              height={24}
              stroke="var(--line-strong)"
              interval={0}
            />
            <YAxis
              width={plot.left}
              allowDecimals={false}
              axisLine={false}
              tickLine={false}
              tickCount={5}
              tickFormatter={(n: number) => numberText(n)}
            />
            {gap !== null && <ReferenceArea x1={gap} x2={to} fill={`url(#${chart}-gap)`} fillOpacity={1} />}
            {openAreas(marks, from, to)}
            {markLines(marks, from)}
            {limit && limitLine(limit, bucketMs)}
            <Tooltip
              cursor={{ fill: "var(--c-shade)" }}
              isAnimationActive={false}
              content={<InflowTooltip kinds={inflow.kinds} bucketMs={bucketMs} />}
            />
            {stackOrder(inflow.kinds).map((kind) => {
              const key = `${kind.verdict} ${kind.category}`;
              const { texture } = kindLook(kind);
              return (
                <Bar
                  key={key}
                  dataKey={(row: { kinds: Record<string, number> }) => row.kinds[key] ?? 0}
                  name={key}
                  stackId="deaths"
                  fill={`url(#${patternId(chart, kind)})`}
                  isAnimationActive={false}
                  {...(texture === "cap" ? { shape: <Capped /> } : {})}
                />
              );
            })}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <Lanes lanes={lanes} marks={marks} from={from} to={to} />
      <Notes notes={marks.notes.filter(({ at }) => new Date(at).getTime() >= from)} />
    </div>
  );
}

/** The fills, by ids of this one chart: a pattern inside a chart that is not shown would not paint. */
function patterns(chart: string, { kinds }: Pick<ChartInflow, "kinds">) {
  return (
    <defs>
      {kinds.map((kind) => (
        <KindPattern key={`${kind.verdict} ${kind.category}`} chart={chart} kind={kind} />
      ))}
      <pattern id={`${chart}-gap`} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="7" height="7" fill="var(--warn-soft)" />
        <rect width="1.5" height="7" fill="var(--warn-line)" />
      </pattern>
    </defs>
  );
}

/** Shaded where a breaker was open; the words below the chart say which. */
function openAreas({ open }: Marks, from: number, to: number) {
  return open.map((span) => {
    const start = Math.max(new Date(span.from).getTime(), from);
    const end = span.to === null ? to : new Date(span.to).getTime();
    return end <= from ? null : (
      <ReferenceArea key={`${span.downstream} ${span.from}`} x1={start} x2={end} fill="var(--bad-soft)" fillOpacity={1} />
    );
  });
}

/** Dashed where something was noted; red where an alert began, green where it ended. The lanes and notes below say which. */
function markLines({ notes, alerts }: Marks, from: number) {
  const lines = [
    ...notes.map(({ id, at }) => ({ key: `note ${id}`, at, stroke: "var(--ink-3)", dash: "2 3" })),
    ...alerts.map(({ id, firedAt }) => ({ key: `fired ${id}`, at: firedAt, stroke: "var(--bad-mark)", dash: "0" })),
    ...alerts.map(({ id, resolvedAt }) => ({ key: `over ${id}`, at: resolvedAt, stroke: "var(--ok-mark)", dash: "0" })),
  ];
  return lines.flatMap(({ key, at, stroke, dash }) => {
    const x = at === null ? null : new Date(at).getTime();
    return x === null || x < from ? [] : [<ReferenceLine key={key} x={x} stroke={stroke} strokeDasharray={dash} />];
  });
}

function limitLine({ perMinute, words }: Limit, bucketMs: number) {
  const label = { value: words, position: "insideBottomLeft", fontSize: 11, fill: "var(--ink-2)" } as const;
  const look = { stroke: "var(--ink-2)", strokeDasharray: "4 3" };
  return <ReferenceLine y={(perMinute * bucketMs) / 60_000} ifOverflow="extendDomain" label={label} {...look} />;
}

/** A bar with a bright edge on top: the light fill alone would not be seen. */
function Capped({ x = 0, y = 0, width = 0, height = 0, fill }: { x?: number; y?: number; width?: number; height?: number; fill?: string }) {
  if (height <= 0) return null;
  return (
    <g>
      <rect x={x} y={y} width={width} height={height} fill={fill} />
      <rect x={x} y={y} width={width} height={Math.min(2, height)} fill="var(--c-timeout)" />
    </g>
  );
}
