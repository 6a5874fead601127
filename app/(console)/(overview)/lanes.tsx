"use client";

import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import { useZone } from "@/components/time-zone";
import { numberText } from "@/server/text/numbers";
import type { AppRouter } from "@/server/trpc/router";
import { plot } from "./plot";

export type Lane = inferRouterOutputs<AppRouter>["overview"]["lanes"][number];

/** Replays on the time axis of the chart above. */
export function Lanes({ lanes, from, to }: { lanes: readonly Lane[]; from: number; to: number }) {
  const { now } = useZone();
  if (lanes.length === 0) return null;
  const part = (at: number) => (Math.min(Math.max(at, from), to) - from) / (to - from);
  return (
    <div className="mt-1 border-line border-t" style={{ marginLeft: plot.left, marginRight: plot.right }}>
      <p className="py-0.5 text-11 text-ink-3 desk:sr-only">Replays on the same time axis</p>
      {lanes.map((lane) => {
        const start = part(new Date(lane.createdAt).getTime());
        const end = part(lane.finishedAt ? new Date(lane.finishedAt).getTime() : now);
        const words = `rpl-${lane.id}, ${numberText(lane.sent)} of ${numberText(lane.total)} sent${lane.cameBack > 0 ? `, ${numberText(lane.cameBack)} came back` : ""}${lane.state === "paused" ? ", paused" : ""}`;
        const left = start > 1 - end;
        const roomy = Math.max(start, 1 - end) > 0.3;
        return (
          <Link
            key={lane.id}
            href={`/replays/${lane.id}`}
            title={`${lane.selection}: ${words}`}
            className="group relative block h-[22px] border-line border-b last:border-b-0 max-desk:h-6"
          >
            <span
              aria-hidden
              className="absolute top-[7px] h-2 min-w-1 rounded-[2px] bg-accent"
              style={{ left: `${start * 100}%`, width: `${Math.max(end - start, 0.004) * 100}%` }}
            />
            <span
              className="absolute top-0 truncate px-1.5 text-11 text-ink-2 leading-[22px] group-hover:text-ink group-hover:underline max-desk:sr-only"
              style={
                roomy
                  ? left
                    ? { right: `${(1 - start) * 100}%` }
                    : { left: `${end * 100}%` }
                  : { left: `${start * 100 + 1}%`, background: "var(--surface)" }
              }
            >
              {words}
            </span>
          </Link>
        );
      })}
    </div>
  );
}
