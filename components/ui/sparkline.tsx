import type { Tone } from "./tag";

const colours: Record<Tone, string> = {
  bad: "var(--bad-mark)",
  warn: "var(--warn-mark)",
  ok: "var(--ok-mark)",
  accent: "var(--accent)",
  none: "var(--ink-3)",
};

/** An area for a rate; each to its own top, the number stands beside it. */
export function Sparkline({
  values,
  tone = "none",
  width = 88,
  height = 20,
}: {
  values: readonly number[];
  tone?: Tone;
  width?: number;
  height?: number;
}) {
  const top = Math.max(...values, 1);
  const step = (width - 4) / Math.max(values.length - 1, 1);
  const points = values.map((value, index) => [1 + index * step, height - 2 - (value / top) * (height - 5)] as const);
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  const last = points.at(-1);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden className="flex-none">
      <polygon points={`1,${height - 1} ${line} ${last?.[0] ?? 1},${height - 1}`} fill={colours[tone]} opacity="0.13" />
      <polyline points={line} fill="none" stroke={colours[tone]} strokeWidth="1.25" strokeLinejoin="round" />
      {last && <circle cx={last[0]} cy={last[1]} r="2" fill={colours[tone]} />}
    </svg>
  );
}

/** Bars for a day or an hour; an empty one keeps its base line. */
export function Bars({
  values,
  tone = "none",
  width = 96,
  height = 28,
}: {
  values: readonly number[];
  tone?: Tone;
  width?: number;
  height?: number;
}) {
  const top = Math.max(...values, 1);
  const step = width / Math.max(values.length, 1);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden className="flex-none">
      <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--line-strong)" />
      {values.map((value, index) => {
        const tall = value === 0 ? 0 : Math.max(1.5, (value / top) * (height - 2));
        return (
          <rect
            key={index}
            x={index * step}
            y={height - 1 - tall}
            width={Math.max(step - 0.5, 0.75)}
            height={tall}
            fill={colours[tone]}
            opacity="0.75"
          />
        );
      })}
    </svg>
  );
}
