"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { StateLegend, stripClass } from "@/components/breaker-state";
import { clockText } from "@/components/time";
import { useZone, type Zone } from "@/components/time-zone";
import { useTRPC } from "@/components/trpc";
import { QueryError } from "@/components/ui/states";
import type { Breaker, Span } from "@/components/use-breakers";
import { stateWord } from "@/server/downstreams/words";
import type { Range } from "@/server/overview/words";
import { numberText } from "@/server/text/numbers";

const per = { "1h": "minute", "24h": "hour", "7d": "2 hours" } as const;
const row = "grid gap-x-4 desk:grid-cols-[132px_minmax(0,1fr)]";

interface Axis {
  readonly from: number;
  readonly to: number;
}

/** Dead letters over the states of the downstreams, on one time axis: where one is open the bars above it are shaded. */
export function CauseAndEffect({ range, breakers, spans }: { range: Range; breakers: readonly Breaker[]; spans: readonly Span[] }) {
  const { zone } = useZone();
  const inflow = useQuery(
    useTRPC().overview.inflow.queryOptions({ range }, { placeholderData: keepPreviousData, meta: { steady: range === "7d" } }),
  );
  const { data } = inflow;
  if (inflow.isError && !data)
    return <QueryError what="The dead letters over time" error={inflow.error} onRetry={() => void inflow.refetch()} />;
  if (!data) return <div aria-hidden className="h-[180px] animate-pulse rounded-2 bg-hover" />;
  const from = new Date(data.from).getTime();
  const axis = { from, to: from + data.buckets.length * data.bucketMs };
  const bars = data.buckets.map(({ at, kinds }) => ({ at, n: Object.values(kinds).reduce((sum, n) => sum + n, 0) }));
  return (
    <>
      <StateLegend />
      <div className="mt-3">
        <Bars
          bars={bars}
          axis={axis}
          open={spans.filter(({ state }) => state === "open")}
          words={`dead letters a ${per[range]}`}
          total={data.total}
        />
        {breakers.map(({ name }) => (
          <Lane
            key={name}
            name={name}
            spans={spans.filter(({ downstream }) => downstream === name)}
            axis={axis}
            zone={zone}
            date={range === "7d"}
          />
        ))}
        <Ticks axis={axis} zone={zone} date={range === "7d"} />
      </div>
    </>
  );
}

function part(at: number, { from, to }: Axis): number {
  return (Math.min(Math.max(at, from), to) - from) / (to - from);
}

/** In percent of the axis. */
function placed({ from, to }: Pick<Span, "from" | "to">, axis: Axis) {
  const start = part(new Date(from).getTime(), axis);
  const end = to === null ? 1 : part(new Date(to).getTime(), axis);
  return { left: `${start * 100}%`, width: `${Math.max(end - start, 0.003) * 100}%` };
}

interface BarsProps {
  readonly bars: readonly { readonly at: string; readonly n: number }[];
  readonly axis: Axis;
  readonly open: readonly Span[];
  readonly words: string;
  readonly total: number;
}

function Bars({ bars, axis, open, words, total }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ n }) => n));
  return (
    <div className={row}>
      <div className="flex justify-between text-11 text-ink-3 desk:flex-col desk:pb-0.5">
        <span className="text-ink-2">{words}</span>
        <span className="desk:hidden">up to {numberText(most)}</span>
        <span className="hidden text-right desk:block">0</span>
      </div>
      <div
        role="img"
        aria-label={`${numberText(total)} ${words.split(" a ")[0]}, at most ${numberText(most)} at once.`}
        className="relative h-24 border-line-strong border-b"
      >
        {open.map((span) => (
          <span key={`${span.downstream} ${span.from}`} className="absolute inset-y-0 bg-(--c-shade)" style={placed(span, axis)} />
        ))}
        <span className="absolute top-0 left-0 hidden bg-surface pr-1 text-11 text-ink-3 leading-none desk:block">{numberText(most)}</span>
        <div className="absolute inset-0 flex items-end gap-px">
          {bars.map(({ at, n }) => (
            <span key={at} className="flex-1 bg-(--c-other)" style={{ height: `${(n / most) * 100}%` }} />
          ))}
        </div>
      </div>
    </div>
  );
}

interface LaneProps {
  readonly name: string;
  readonly spans: readonly Span[];
  readonly axis: Axis;
  readonly zone: Zone;
  readonly date: boolean;
}

function Lane({ name, spans, axis, zone, date }: LaneProps) {
  const at = (time: string) => clockText(new Date(time), zone, { date });
  const words = spans.map(({ state, from, to }) => `${stateWord(state)} from ${at(from)}${to ? ` to ${at(to)}` : ""}`);
  return (
    <div className={`${row} items-center border-line border-b py-1`}>
      <span className="truncate text-12" title={name}>
        {name}
      </span>
      <div
        role="img"
        aria-label={words.length > 0 ? `${name}: ${words.join(", ")}.` : `${name}: nothing is known of this time.`}
        className="relative h-4"
      >
        {spans.map((span) => (
          <span
            key={span.from}
            title={`${stateWord(span.state)} from ${at(span.from)}`}
            className={`absolute top-[3px] h-[11px] ${stripClass(span.state)}`}
            style={placed(span, axis)}
          />
        ))}
      </div>
    </div>
  );
}

function Ticks({ axis: { from, to }, zone, date }: { axis: Axis; zone: Zone; date: boolean }) {
  const marks = [0, 0.25, 0.5, 0.75, 1];
  return (
    <div className={row} aria-hidden>
      <span className="max-desk:hidden" />
      <div className="flex justify-between pt-1 text-11 text-ink-3">
        {marks.map((mark) => (
          <span key={mark}>{clockText(new Date(from + mark * (to - from)), zone, { date }).split(date ? "," : "~")[0]}</span>
        ))}
      </div>
    </div>
  );
}
