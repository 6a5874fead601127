"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { clockText } from "@/components/time";
import { useZone } from "@/components/time-zone";
import { useTRPC } from "@/components/trpc";

const width = 960;
const height = 40;

/** When they died: the last 24 hours, by hour. */
export function Histogram({ filter }: { filter: string }) {
  const { zone } = useZone();
  const { data = [] } = useQuery(useTRPC().messages.histogram.queryOptions({ filter }, { placeholderData: keepPreviousData }));
  const most = Math.max(1, ...data.map(({ n }) => n));
  const total = data.reduce((sum, { n }) => sum + n, 0);
  const step = width / 24;
  return (
    <figure className="hidden px-pad pt-3 desk:block">
      <svg
        viewBox={`0 0 ${width} ${height + 18}`}
        width="100%"
        height={height + 18}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${total} of them died in the last 24 hours`}
      >
        {data.map(({ hour, n }, index) => {
          const tall = n === 0 ? 2 : Math.max(3, (n / most) * height);
          return (
            <rect
              key={hour}
              x={index * step + 1}
              y={height - tall}
              width={step - 2}
              height={tall}
              fill={n === 0 ? "var(--line-strong)" : "var(--c-connection)"}
            >
              <title>{`${clockText(new Date(hour), zone)}: ${n}`}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption className="-mt-4 flex justify-between text-11 text-ink-3" suppressHydrationWarning>
        {data
          .filter((_, index) => index % 6 === 0 || index === 23)
          .map(({ hour }) => (
            <span key={hour}>{clockText(new Date(hour), zone)}</span>
          ))}
      </figcaption>
    </figure>
  );
}
