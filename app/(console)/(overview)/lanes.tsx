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
  /** In the order of time; `to` null: it is not over. */
  readonly spans: readonly { readonly from: string; readonly to: string | null }[];
  readonly words: string;
  readonly title: string;
  readonly color: string;
}

/** Alerts and replays on the time axis of the chart above. */
export function Lanes({ lanes, marks: { alerts, open }, from, to }: { lanes: readonly Lane[]; marks: Marks; from: number; to: number }) {
  const { now } = useZone();
  const strips = [...openStrips(open), ...alerts.slice(-mostAlerts).map(alertStrip), ...lanes.map(replayStrip)];
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
          parts={strip.spans.map((span) => ({
            start: part(new Date(span.from).getTime()),
            end: part(span.to ? new Date(span.to).getTime() : now),
          }))}
        />
      ))}
    </div>
  );
}

const mostAlerts = 4;
const mostOpen = 4;

/** One for each downstream, however often its breaker opened. */
function openStrips(open: Marks["open"]): readonly Strip[] {
  return [...Map.groupBy(open, ({ downstream }) => downstream)].slice(-mostOpen).map(([downstream, all]) => {
    const spans = all.toSorted((one, other) => Date.parse(one.from) - Date.parse(other.from));
    const times = spans.length > 1 ? ` ${numberText(spans.length)} times` : "";
    const words = `the breaker of ${downstream} ${spans.some(({ to }) => to === null) ? "is open" : `was open${times}`}`;
    return { key: `breaker ${downstream}`, href: "/breakers", spans, words, title: words, color: "bg-bad-mark" };
  });
}

function alertStrip({ id, title, firedAt, resolvedAt }: Marks["alerts"][number]): Strip {
  const words = `${resolvedAt ? "fired" : "fires"}: ${title}`;
  return {
    key: `alert ${id}`,
    href: `/alerts/${id}`,
    spans: [{ from: firedAt, to: resolvedAt }],
    words,
    title: words,
    color: "bg-bad-mark",
  };
}

function replayStrip(lane: Lane): Strip {
  const words = `rpl-${lane.id}, ${numberText(lane.sent)} of ${numberText(lane.total)} sent${lane.cameBack > 0 ? `, ${numberText(lane.cameBack)} came back` : ""}${lane.state === "paused" ? ", paused" : ""}`;
  const title = `${lane.selection}: ${words}`;
  return {
    key: `replay ${lane.id}`,
    href: `/replays/${lane.id}`,
    spans: [{ from: lane.createdAt, to: lane.finishedAt }],
    words,
    title,
    color: "bg-accent",
  };
}

interface Part {
  readonly start: number;
  readonly end: number;
}

/** Its bars, with its words beside them; on a phone the words stand over them, since beside them is no room. */
function StripLine({ strip: { href, words, title, color }, parts }: { strip: Strip; parts: readonly Part[] }) {
  const start = Math.min(...parts.map((part) => part.start));
  const end = Math.max(...parts.map((part) => part.end));
  const left = start > 1 - end;
  const roomy = Math.max(start, 1 - end) > 0.3;
  const beside = left
    ? { right: `${(1 - start) * 100}%`, maxWidth: `${start * 100}%` }
    : { left: `${end * 100}%`, maxWidth: `${(1 - end) * 100}%` };
  return (
    <Link
      href={href}
      title={title}
      className="group relative block border-line border-b last:border-b-0 max-desk:min-h-11 max-desk:pt-1.5 max-desk:pb-5 desk:h-[22px]"
    >
      {parts.map((part) => (
        <span
          key={`${part.start} ${part.end}`}
          aria-hidden
          className={cn("absolute bottom-1.5 h-2 min-w-1 rounded-[2px]", color)}
          style={{ left: `${part.start * 100}%`, width: `${Math.max(part.end - part.start, 0.004) * 100}%` }}
        />
      ))}
      <span
        className="cut text-11 text-ink-2 group-hover:text-ink group-hover:underline max-desk:block max-desk:max-w-full! desk:absolute desk:top-0 desk:max-w-full desk:px-1.5 desk:leading-[22px]"
        style={roomy ? beside : { left: `${start * 100 + 1}%`, background: "var(--surface)" }}
      >
        {words}
      </span>
    </Link>
  );
}
