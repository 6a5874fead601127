"use client";

import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import { useZone } from "@/components/time-zone";
import { cn } from "@/components/ui/class-names";
import { numberText } from "@/server/text/numbers";
import type { AppRouter } from "@/server/trpc/router";
import type { Marks } from "./marks";
import { plot } from "./plot";

export type Lane = inferRouterOutputs<AppRouter>["overview"]["lanes"][number];

interface Strip {
  readonly key: string;
  readonly href: string;
  readonly start: string;
  /** null: it is not over. */
  readonly end: string | null;
  readonly words: string;
  readonly title: string;
  readonly color: string;
}

/** Alerts and replays on the time axis of the chart above. */
export function Lanes({ lanes, marks: { alerts, open }, from, to }: { lanes: readonly Lane[]; marks: Marks; from: number; to: number }) {
  const { now } = useZone();
  const strips = [...open.slice(-mostOpen).map(openStrip), ...alerts.slice(-mostAlerts).map(alertStrip), ...lanes.map(replayStrip)];
  if (strips.length === 0) return null;
  const part = (at: number) => (Math.min(Math.max(at, from), to) - from) / (to - from);
  return (
    <div className="mt-1 border-line border-t" style={{ marginLeft: plot.left, marginRight: plot.right }}>
      <p className="py-0.5 text-11 text-ink-3 desk:sr-only">
        {[open.length > 0 && "Open breakers", alerts.length > 0 && "Alerts", lanes.length > 0 && "Replays"].filter(Boolean).join(", ")} on
        the same time axis
      </p>
      {strips.map((strip) => (
        <StripLine
          key={strip.key}
          strip={strip}
          start={part(new Date(strip.start).getTime())}
          end={part(strip.end ? new Date(strip.end).getTime() : now)}
        />
      ))}
    </div>
  );
}

const mostAlerts = 4;
const mostOpen = 4;

function openStrip({ downstream, from, to }: Marks["open"][number]): Strip {
  const words = `the breaker of ${downstream} ${to === null ? "is" : "was"} open`;
  return { key: `breaker ${downstream} ${from}`, href: "/breakers", start: from, end: to, words, title: words, color: "bg-bad-mark" };
}

function alertStrip({ id, title, firedAt, resolvedAt }: Marks["alerts"][number]): Strip {
  const words = `${resolvedAt ? "fired" : "fires"}: ${title}`;
  return { key: `alert ${id}`, href: `/alerts/${id}`, start: firedAt, end: resolvedAt, words, title: words, color: "bg-bad-mark" };
}

function replayStrip(lane: Lane): Strip {
  const words = `rpl-${lane.id}, ${numberText(lane.sent)} of ${numberText(lane.total)} sent${lane.cameBack > 0 ? `, ${numberText(lane.cameBack)} came back` : ""}${lane.state === "paused" ? ", paused" : ""}`;
  const title = `${lane.selection}: ${words}`;
  return {
    key: `replay ${lane.id}`,
    href: `/replays/${lane.id}`,
    start: lane.createdAt,
    end: lane.finishedAt,
    words,
    title,
    color: "bg-accent",
  };
}

function StripLine({ strip: { href, words, title, color }, start, end }: { strip: Strip; start: number; end: number }) {
  const left = start > 1 - end;
  const roomy = Math.max(start, 1 - end) > 0.3;
  return (
    <Link href={href} title={title} className="group relative block h-[22px] border-line border-b last:border-b-0 max-desk:h-6">
      <span
        aria-hidden
        className={cn("absolute top-[7px] h-2 min-w-1 rounded-[2px]", color)}
        style={{ left: `${start * 100}%`, width: `${Math.max(end - start, 0.004) * 100}%` }}
      />
      <span
        className="absolute top-0 max-w-full truncate px-1.5 text-11 text-ink-2 leading-[22px] group-hover:text-ink group-hover:underline max-desk:sr-only"
        style={
          roomy
            ? left
              ? { right: `${(1 - start) * 100}%`, maxWidth: `${start * 100}%` }
              : { left: `${end * 100}%`, maxWidth: `${(1 - end) * 100}%` }
            : { left: `${start * 100 + 1}%`, background: "var(--surface)" }
        }
      >
        {words}
      </span>
    </Link>
  );
}
