"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { undatedText } from "@/components/died";
import { clockText } from "@/components/time";
import { useZone } from "@/components/time-zone";
import { useTRPC } from "@/components/trpc";
import { cn } from "@/components/ui/class-names";
import { parseFilter } from "@/server/messages/filter";
import { numberText } from "@/server/text/numbers";

const width = 960;
const height = 34;
const fills: Readonly<Record<string, string>> = { transient: "var(--c-timeout)", poison: "var(--c-deserialization)" };

/** When they died, or were captured where that is not known: the last 24 hours, by hour. */
export function Histogram({ filter }: { filter: string }) {
  const { zone } = useZone();
  const { data = [], isPlaceholderData } = useQuery(
    useTRPC().messages.histogram.queryOptions({ filter }, { placeholderData: keepPreviousData }),
  );
  const most = Math.max(1, ...data.map(({ n }) => n));
  const total = data.reduce((sum, { n }) => sum + n, 0);
  const all = data.every(({ whole }) => whole);
  const undated = undatedText(
    data.reduce((sum, bar) => sum + bar.undated, 0),
    total,
  );
  const verdict = parseFilter(filter).terms.find((term) => term.qualifier === "verdict" && !term.negated)?.value;
  const fill = fills[verdict ?? ""] ?? "var(--c-other)";
  const step = width / 24;
  const since = beginOf(data);
  return (
    <figure className={cn("hidden px-pad pt-3 desk:block", isPlaceholderData && "opacity-60")}>
      <div className="relative">
        <svg
          viewBox={`0 0 ${width} ${height}`}
          width="100%"
          height={height}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${total}${all ? "" : " or more"} of them in the last 24 hours. ${undated ?? ""}`}
        >
          {data.map(({ hour, n, whole }, index) => {
            // Of an hour that was not looked at nothing is drawn: it is not empty.
            if (!whole && n === 0) return null;
            const tall = n === 0 ? 2 : Math.max(3, (n / most) * height);
            return (
              <rect
                key={hour}
                x={index * step + 0.5}
                y={height - tall}
                width={step - 1}
                height={tall}
                fill={n === 0 ? "var(--line-strong)" : fill}
              >
                <title>{`${clockText(new Date(hour), zone)}: ${n}${whole ? "" : " or more"}`}</title>
              </rect>
            );
          })}
        </svg>
        {since && (
          <span
            className="absolute top-0 -translate-x-full whitespace-nowrap pr-2 text-12 text-ink-2"
            style={{ left: `${(since.index / 24) * 100}%` }}
            suppressHydrationWarning
          >
            {numberText(total)}
            {all ? "" : "+"} since {clockText(new Date(since.hour), zone)}
          </span>
        )}
      </div>
      <figcaption className="mt-1 flex justify-between text-11 text-ink-3" suppressHydrationWarning>
        {data
          .filter((_, index) => index % 6 === 0 || index === 23)
          .map(({ hour }) => (
            <span key={hour}>{clockText(new Date(hour), zone)}</span>
          ))}
      </figcaption>
      {undated && <p className="text-11 text-ink-3">{undated}</p>}
    </figure>
  );
}

/** The hour of the first of them, when the hours before it leave room to say so. */
function beginOf(data: readonly { hour: string; n: number }[]): { index: number; hour: string } | null {
  const index = data.findIndex(({ n }) => n > 0);
  const hour = data[index]?.hour;
  return index > 5 && hour !== undefined ? { index, hour } : null;
}
