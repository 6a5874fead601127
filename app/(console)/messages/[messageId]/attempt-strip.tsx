"use client";

import { useId } from "react";
import { clockText } from "@/components/time";
import { useZone } from "@/components/time-zone";
import type { Message } from "./message";

type Attempts = NonNullable<Message["diagnosis"]>["attempts"];
const width = 760;
const right = 690;

/**
 * Attempts on a time axis; what has no time is drawn as a hatched gap between what has one. Nothing is drawn where no time is known, and no
 * death where that has none.
 */
export function AttemptStrip({ attempts, diedAt, verdict }: { attempts: Attempts; diedAt: string | null; verdict: string }) {
  const id = useId();
  const { zone } = useZone();
  const known = attempts.filter(({ at }) => at !== null);
  const first = known[0]?.at;
  if (!first || attempts.length === 0) return null;
  const start = new Date(first).getTime();
  const end = Math.max(diedAt === null ? start : new Date(diedAt).getTime(), ...known.map(({ at }) => new Date(at ?? 0).getTime()));
  if (end - start < 2_000) return null;
  const x = (time: number) => 20 + ((time - start) / (end - start)) * (right - 20);
  const poison = verdict === "poison";
  const fill = poison ? "var(--bad-soft)" : "var(--c-timeout-fill)";
  const edge = poison ? "var(--bad-mark)" : "var(--c-timeout)";
  const last = attempts.at(-1);
  const gapFrom = x(start) + 26;
  const gapTo = last?.at ? x(new Date(last.at).getTime()) - 18 : right - 8;
  const counted = attempts.filter(({ at }) => at === null);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => start + part * (end - start));
  return (
    <svg
      viewBox={`0 0 ${width} 64`}
      width="100%"
      role="img"
      aria-label={`The first attempt was at ${clockText(new Date(first), zone, { seconds: true })}`}
      className="my-1 mb-2 hidden h-auto desk:block"
    >
      <defs>
        <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="5" fill="var(--surface)" />
          <rect width="1.5" height="5" fill={edge} />
        </pattern>
      </defs>
      {counted.length > 0 && gapTo - gapFrom > 40 && (
        <>
          <rect x={gapFrom} y="18.5" width={gapTo - gapFrom} height="15" rx="3" fill={`url(#${id})`} stroke={edge} strokeDasharray="3 3" />
          <rect x={(gapFrom + gapTo) / 2 - 70} y="18" width="140" height="16" fill="var(--surface)" />
          <text x={(gapFrom + gapTo) / 2} y="30" textAnchor="middle">
            {`${counted[0]?.from} to ${counted.at(-1)?.to}, times unknown`}
          </text>
        </>
      )}
      {known.map(({ from, at }) => (
        <g key={from}>
          <rect x={x(new Date(at ?? 0).getTime()) - 2} y="16" width="20" height="20" rx="3" fill={fill} stroke={edge} />
          <text x={x(new Date(at ?? 0).getTime()) + 8} y="30" textAnchor="middle" className="fill-ink font-600">
            {from}
          </text>
        </g>
      ))}
      {diedAt !== null && (
        <>
          <path d={`m${x(end) + 22} 23 6 6m0-6-6 6`} stroke="var(--bad-mark)" strokeWidth="1.75" />
          <text x={x(end) + 34} y="30">
            dead
          </text>
        </>
      )}
      <line x1="0" x2={width} y1="44.5" y2="44.5" stroke="var(--line-strong)" />
      {ticks.map((time, index) => (
        <g key={time}>
          <line x1={x(time)} x2={x(time)} y1="44" y2="48" stroke="var(--line-strong)" />
          <text x={x(time)} y="60" textAnchor={index === 0 ? "start" : "middle"} suppressHydrationWarning>
            {clockText(new Date(time), zone, { seconds: true })}
          </text>
        </g>
      ))}
    </svg>
  );
}
